using Quern.Engine.PointInTime;
using Quern.Engine.Sources;

namespace Quern.Engine.TrainingSets;

/// <summary>
/// Computes some rows of a training set a second time, each by itself and by the plain definition: the events before its instant, filtered out of all of that entity's,
/// folded one by one. A value that differs would have seen the future, or a fault of the fast path.
/// </summary>
internal sealed class LeakCheck(ISourceReader reader)
{
    private const int Rows = 64;

    /// <summary>Checks rows spread evenly over the request and gives how many.</summary>
    /// <exception cref="QuernException">A value differs.</exception>
    public int Run(HistoryRequest request, HistoryResult result, CancellationToken cancellation)
    {
        if (request.Times.Count == 0) return 0;
        int[] sample = [.. Enumerable.Range(0, Math.Min(Rows, request.Times.Count)).Select(i => (int)((long)i * request.Times.Count / Math.Min(Rows, request.Times.Count)))];
        // What is bad was told when the values were computed.
        var plain = new PlainHistory(reader).Compute(request with { BadRows = new BadRows(BadRowPolicy.Quarantine) }, sample, cancellation);
        var findings = new List<Finding>();
        foreach (var value in plain)
        {
            var fast = result.Reads[value.Read][value.Feature];
            if (fast.StatusOf(value.Row) == value.Result.Status && fast[value.Row] == value.Result.Value) continue;
            var read = request.Service.Reads[value.Read];
            findings.Add(new(
                "QRN3900",
                $"view '{read.View.Reference}' feature '{read.View.Features[read.Features[value.Feature]].Name}' at row {value.Row + 1} failed the leak check",
                $"Computed: {fast[value.Row]} ({fast.StatusOf(value.Row)}); from the events before the instant alone: {value.Result.Value} ({value.Result.Status}).",
                "This is a fault in Quern, not in your data: please report it with the definition."));
        }

        return findings.Count == 0 ? sample.Length : throw new QuernException(findings);
    }
}
