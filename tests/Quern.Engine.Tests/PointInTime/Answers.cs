using Quern.Values;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;

namespace Quern.Engine.Tests.PointInTime;

/// <summary>A service's answers as text, one line for each feature and row, so that two ways of computing them can be compared and a difference be read.</summary>
internal static class Answers
{
    public static List<string> Fast(ISourceReader reader, HistoryRequest request, long memory = 1 << 30)
    {
        var result = new HistoryEngine(reader, new HistoryLimits(2, memory) { PartEvents = 3 }).Compute(request, null, default);
        return Lines(request, (read, feature, row) => (result.Reads[read][feature][row], result.Reads[read][feature].StatusOf(row)));
    }

    public static List<string> Plain(ISourceReader reader, HistoryRequest request)
    {
        var values = new PlainHistory(reader).Compute(request, [.. Enumerable.Range(0, request.Times.Count)], default)
            .ToDictionary(value => (value.Read, value.Feature, value.Row), value => value.Result);
        return Lines(request, (read, feature, row) => values.TryGetValue((read, feature, row), out var result) ? (result.Value, result.Status) : (Value.Null, FeatureStatus.NotFound));
    }

    private static List<string> Lines(HistoryRequest request, Func<int, int, int, (Value Value, FeatureStatus Status)> answer)
    {
        var lines = new List<string>();
        for (var row = 0; row < request.Times.Count; row++)
            for (var read = 0; read < request.Service.Reads.Count; read++)
                for (var feature = 0; feature < request.Service.Reads[read].Features.Count; feature++)
                {
                    var plan = request.Service.Reads[read];
                    var (value, status) = answer(read, feature, row);
                    lines.Add($"{row} {plan.Name}:{plan.View.Features[plan.Features[feature]].Name} = {Text(value)} {status}");
                }

        return lines;
    }

    public static string Text(Value value) => value.IsNull ? "null" : $"{value} {value.Type} {value.Bits:x}";
}
