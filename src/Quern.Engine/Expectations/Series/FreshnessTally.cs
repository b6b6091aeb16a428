using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>
/// Finds gaps between events without sorting them: two events in one bucket as long as the longest time allowed are not further apart than that, so the first and the last event of each bucket say all.
/// </summary>
internal sealed class FreshnessTally(FreshnessExpectation expectation, SeriesRange range) : SeriesTally(range)
{
    private readonly Dictionary<long, (long First, long Last)> _buckets = [];
    private readonly Lock _lock = new();
    private bool _goesOn;

    protected override string Unit => "gap";

    protected override bool GoesOn => _goesOn;

    public override Instant Reach(Instant from) => from - expectation.Longest;

    public override void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        lock (_lock)
            foreach (var row in rows)
            {
                var (time, bucket) = (times[row], new Instant(times[row]).Floor(expectation.Longest).Microseconds);
                _buckets[bucket] = _buckets.TryGetValue(bucket, out var known) ? (Math.Min(known.First, time), Math.Max(known.Last, time)) : (time, time);
            }
    }

    protected override (long Failed, long? Judged) Judge()
    {
        var failed = 0L;
        Instant? last = null;
        foreach (var (_, (first, end)) in _buckets.OrderBy(bucket => bucket.Key))
        {
            if (last is { } before) Look(before, new(first), isOpen: false, ref failed);
            last = new(end);
        }

        if (Range.AsOf is not { } asOf) return (failed, null);
        if (last is { } newest)
        {
            Look(newest, asOf, isOpen: true, ref failed);
            return (failed, null);
        }

        if (Range.From >= asOf) return (0, null);
        _goesOn = true;
        // Where nobody knows when it began, it was too long before already: whoever looked at that time has seen it.
        Tell(Range.From is { } from
            ? Breach(Reach(from), asOf, isOpen: true) with { Since = Instant.Min }
            : new(asOf, asOf, null, null, expectation.Longest.TotalSeconds, $"there is no event at all by {asOf}") { Since = Instant.Min });
        return (1, null);
    }

    private SeriesBreach Breach(Instant from, Instant to, bool isOpen) =>
        new(from, to, (to - from).TotalSeconds, null, expectation.Longest.TotalSeconds, $"no event for {SpanText.Of(to - from)} from {from} {(isOpen ? "on, as of" : "to")} {to}") { Since = from + expectation.Longest };

    private void Look(Instant from, Instant to, bool isOpen, ref long failed)
    {
        if ((to - from).CompareTo(expectation.Longest) <= 0 || !Range.Tells(to)) return;
        failed++;
        _goesOn = isOpen;
        Tell(Breach(from, to, isOpen));
    }
}
