using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Events;

/// <summary>
/// When rows were known: as the log of a stream says, else as the source declares, else at their event time plus the source's delay. A row of
/// which the declared time is null is a bad row, whether or not the work at hand asks for it: it must count nowhere, or a training set and the online state would differ.
/// </summary>
internal sealed class KnownTimes(ViewScan scan, ScanFaults faults)
{
    private const string KnownAt = "the known-at time";

    private long[] _known = [];

    /// <summary>The times that the source declares; null where it declares none, or the log of a stream says better.</summary>
    public Int64Column? Evaluate(EventBatch batch, SelectedRows rows, Func<int, bool> counts) =>
        batch.KnownAt.IsEmpty && scan.View.Definition.Source.KnownAt is { } known ? (Int64Column)rows.Evaluate(known, batch, counts) : null;

    /// <summary>Reads the times of the selected rows, moves the rows that stay to the front of the selection, and gives how many they are.</summary>
    public int Check(EventBatch batch, Int64Column times, Int64Column? declared, Span<int> selected)
    {
        var source = scan.View.Definition.Source;
        if (!scan.NeedsKnown && source.KnownAt is null) return selected.Length;
        if (_known.Length < batch.Count) _known = new long[batch.Count];
        if (!batch.KnownAt.IsEmpty)
        {
            batch.KnownAt.Span.CopyTo(_known);
            return selected.Length;
        }

        if (declared is not null) return Declared(batch, declared, selected);
        var values = times.Values;
        foreach (var row in selected) _known[row] = values[row] + source.Delay.Microseconds;
        return selected.Length;
    }

    /// <summary>The times of a batch's rows; only those of the rows that stayed say anything.</summary>
    public ReadOnlySpan<long> Of(EventBatch batch) => scan.NeedsKnown ? _known.AsSpan(0, batch.Count) : default;

    private int Declared(EventBatch batch, Int64Column known, Span<int> selected)
    {
        var kept = 0;
        var values = known.Values;
        foreach (var row in selected)
        {
            if (known.IsNull(row)) faults.Add(batch, row, KnownAt, null, "where a source declares when its rows were known, each row must say it");
            else if (!new Instant(values[row]).IsUsable) faults.Add(batch, row, KnownAt, new Instant(values[row]).ToString(), "it lies outside the years 0001 to 9999");
            else
            {
                _known[row] = values[row];
                selected[kept++] = row;
            }
        }

        return kept;
    }
}
