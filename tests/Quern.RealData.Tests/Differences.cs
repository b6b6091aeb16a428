using Quern.Engine.PointInTime;
using Quern.Engine.Serving;
using Quern.Values;

namespace Quern.RealData.Tests;

/// <summary>Where two ways of computing the same values disagree, in bits or in status; empty when they agree.</summary>
internal static class Differences
{
    private const int Shown = 10;

    /// <summary>Between the engine and the plain definition, for all rows of a request. The rows are cut in two, one half for each core.</summary>
    public static IReadOnlyList<string> FromPlain(Workbench bench, HistoryRequest request)
    {
        var fast = new HistoryEngine(bench.Reader, Workbench.Limits).Compute(request, null, default);
        var rows = Enumerable.Range(0, request.Times.Count).ToArray();
        return [.. rows.GroupBy(row => row % 2).AsParallel()
            .SelectMany(half => new PlainHistory(bench.Reader).Compute(request, [.. half], default))
            .Select(plain => Describe(
                $"row {plain.Row} {request.Service.NameOf(plain.Input).Feature}",
                (fast.Of(plain.Input)[plain.Row], fast.Of(plain.Input).StatusOf(plain.Row)),
                (plain.Result.Value, plain.Result.Status)))
            .OfType<string>().Take(Shown)];
    }

    /// <summary>Between the online state and the engine, for all rows of a request, which must be of one instant.</summary>
    public static IReadOnlyList<string> FromHistory(VectorBatch online, Workbench bench, HistoryRequest request)
    {
        var fast = new HistoryEngine(bench.Reader, Workbench.Limits).Compute(request, null, default);
        return Between(online, request.Service.Outputs.Select(fast.Of));
    }

    /// <summary>Between two online states.</summary>
    public static IReadOnlyList<string> Between(VectorBatch left, VectorBatch right) => Between(left, right.Service.Outputs.Select(right.Of));

    private static IReadOnlyList<string> Between(VectorBatch left, IEnumerable<ResultColumn> right) =>
        [.. left.Service.Outputs.Zip(right).SelectMany(pair => Enumerable.Range(0, left.Rows).Select(row => Describe(
            $"row {row} {pair.First.Name}",
            (left.Of(pair.First)[row], left.Of(pair.First).StatusOf(row)),
            (pair.Second[row], pair.Second.StatusOf(row))))).OfType<string>().Take(Shown)];

    private static string? Describe(string where, (Value Value, FeatureStatus Status) left, (Value Value, FeatureStatus Status) right) =>
        left == right ? null : $"{where}: {left.Value} ({left.Status}) against {right.Value} ({right.Status})";
}
