using Quern.Values;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;

namespace Quern.Engine.Tests.PointInTime;

/// <summary>A service's answers as text, one line for each feature and row, so that two ways of computing them can be compared and a difference be read.</summary>
internal static class Answers
{
    public static List<string> Fast(ISourceReader reader, HistoryRequest request, long memory = 1 << 30)
    {
        var result = new HistoryEngine(reader, new HistoryLimits(2, memory) { PartEvents = 3 }).Compute(request, null, default);
        return Lines(request, (input, row) => (result.Of(input)[row], result.Of(input).StatusOf(row)));
    }

    public static List<string> Plain(ISourceReader reader, HistoryRequest request)
    {
        var values = new PlainHistory(reader).Compute(request, [.. Enumerable.Range(0, request.Times.Count)], default)
            .ToDictionary(value => (value.Input, value.Row), value => value.Result);
        return Lines(request, (input, row) => values.TryGetValue((input, row), out var result) ? (result.Value, result.Status) : (Value.Null, FeatureStatus.NotFound));
    }

    /// <summary>Every feature of a service's views, then of its lookups.</summary>
    public static IEnumerable<OnDemandInput> Inputs(ServicePlan service) =>
    [
        .. service.Reads.SelectMany((read, number) => read.Features.Select((_, feature) => new OnDemandInput(InputKind.Feature, number, feature))),
        .. service.Lookups.SelectMany((read, number) => read.Features.Select((_, feature) => new OnDemandInput(InputKind.Lookup, number, feature))),
    ];

    public static string Line(ServicePlan service, OnDemandInput input, int row, string answer) => $"{row} {service.NameOf(input).Of}:{service.NameOf(input).Feature} = {answer}";

    private static List<string> Lines(HistoryRequest request, Func<OnDemandInput, int, (Value Value, FeatureStatus Status)> answer)
    {
        var lines = new List<string>();
        for (var row = 0; row < request.Times.Count; row++)
            foreach (var input in Inputs(request.Service))
            {
                var (value, status) = answer(input, row);
                lines.Add(Line(request.Service, input, row, $"{Text(value)} {status}"));
            }

        return lines;
    }

    public static string Text(Value value) => value.IsNull ? "null" : $"{value} {value.Type} {value.Bits:x}";
}
