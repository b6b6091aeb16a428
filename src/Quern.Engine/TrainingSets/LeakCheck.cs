using Quern.Engine.PointInTime;
using Quern.Planning;

namespace Quern.Engine.TrainingSets;

/// <summary>
/// Compares some rows of a training set with what the plain definition gives: the events before a row's instant, filtered out of all of that entity's, folded one by one.
/// A value that differs would have seen the future, or a fault of the fast path.
/// </summary>
internal static class LeakCheck
{
    private const int Rows = 64;

    /// <summary>Rows spread evenly over a request.</summary>
    public static IReadOnlyList<int> Sample(int rows) => [.. Enumerable.Range(0, Math.Min(Rows, rows)).Select(i => (int)((long)i * rows / Math.Min(Rows, rows)))];

    /// <summary>Compares all values that were computed twice and gives in how many rows they are.</summary>
    /// <exception cref="QuernException">A value differs.</exception>
    public static int Run(HistoryRequest request, HistoryResult result)
    {
        var findings = new List<Finding>();
        foreach (var value in result.Checked)
        {
            var fast = result.Of(value.Input);
            if (fast.StatusOf(value.Row) == value.Result.Status && fast[value.Row] == value.Result.Value) continue;
            var (of, feature) = request.Service.NameOf(value.Input);
            findings.Add(new(
                "QRN3900",
                $"{(value.Input.Kind == InputKind.Lookup ? "lookup" : "view")} '{of}' feature '{feature}' at row {value.Row + 1} failed the leak check",
                $"Computed: {fast[value.Row]} ({fast.StatusOf(value.Row)}); from the events before the instant alone: {value.Result.Value} ({value.Result.Status}).",
                "This is a fault in Quern, not in your data: please report it with the definition."));
        }

        return findings.Count == 0 ? result.Checked.DistinctBy(value => value.Row).Count() : throw new QuernException(findings);
    }
}
