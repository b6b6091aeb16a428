using System.Globalization;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>
/// Finds rows with the same key near each other. Rows of one key, each no further from the one before than is looked at, are a chain; chains are put together whenever there are many, so that keys that come again and again take little memory.
/// </summary>
internal sealed class UniqueTally(UniqueExpectation expectation, SeriesRange range) : KeyedTally(expectation, range)
{
    private readonly Lock _lock = new();
    private List<Chain> _chains = [];

    public override void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        var keys = RowKeys.Of(expectation, batch, rows);
        lock (_lock)
            for (var i = 0; i < rows.Length; i++)
            {
                if (keys[i] == 0) continue;
                Met++;
                if (!IsKept((ulong)(keys[i] >> 64))) continue;
                var time = times[rows[i]];
                _chains.Add(new(keys[i], time, time, 1, Range.From is { } from && time < from.Microseconds ? 0 : 1));
                if (_chains.Count >= 2 * Range.MostRows) Shrink();
            }
    }

    protected override (long Failed, long? Judged) Judge()
    {
        Shrink();
        if (_chains.Count == 0 && Met > 0)
        {
            TellTooMany();
            return (1, 0);
        }

        var failed = 0L;
        var found = new List<SeriesBreach>();
        foreach (var chain in _chains)
        {
            // The first of a chain repeats nothing.
            var repeats = chain.Told == chain.Count ? chain.Told - 1 : chain.Told;
            if (repeats == 0) continue;
            failed += repeats;
            var (start, end) = (new Instant(chain.Start), new Instant(chain.End));
            found.Add(new(start, end, chain.Count, null, 1, string.Create(CultureInfo.InvariantCulture, $"{chain.Count:N0} rows {(start == end ? $"at {start}" : $"from {start} to {end}")}")) { Since = end, Row = (chain.Key, chain.End) });
        }

        foreach (var breach in found.OrderBy(breach => breach.To).ThenBy(breach => breach.Row!.Value.Key)) Tell(breach);
        return (failed, _chains.Sum(chain => chain.Told));
    }

    private void Shrink()
    {
        Merge();
        while (_chains.Count > Range.MostRows)
        {
            Halve();
            _chains.RemoveAll(chain => !IsKept((ulong)(chain.Key >> 64)));
        }
    }

    private void Merge()
    {
        _chains.Sort((left, right) => left.Key != right.Key ? left.Key.CompareTo(right.Key) : left.Start.CompareTo(right.Start));
        var merged = new List<Chain>();
        foreach (var chain in _chains)
            if (merged is [.., var last] && last.Key == chain.Key && chain.Start - last.End <= expectation.Within.Microseconds)
                merged[^1] = new(last.Key, last.Start, Math.Max(last.End, chain.End), last.Count + chain.Count, last.Told + chain.Told);
            else merged.Add(chain);
        _chains = merged;
    }

    private readonly record struct Chain(UInt128 Key, long Start, long End, long Count, long Told);
}
