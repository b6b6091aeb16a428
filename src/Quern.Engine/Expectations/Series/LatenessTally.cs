using System.Globalization;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations.Series;

/// <summary>Counts by bucket of event time the rows that became known late. A row of which nobody can say when it was known is a bad row, told by who makes something of it.</summary>
internal sealed class LatenessTally(SourceDefinition source, LatenessExpectation expectation, SeriesRange range) : SeriesTally(range)
{
    private readonly Dictionary<long, (long Rows, long Late, long Longest)> _buckets = [];
    private readonly Lock _lock = new();

    public override IEnumerable<int> Fields => source.KnownAt?.Fields ?? [];

    protected override string Unit => "bucket";

    public override Instant Reach(Instant from) => from.Floor(expectation.Every);

    public override void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        // What the log of a stream says goes before what the source declares.
        var declared = batch.KnownAt.IsEmpty && source.KnownAt is { } known ? (Int64Column)known.Evaluate(batch, _ => true, (_, _) => { }) : null;
        var logged = batch.KnownAt.Span;
        lock (_lock)
            foreach (var row in rows)
            {
                if (declared?.IsNull(row) == true) continue;
                var lateness = declared is not null ? declared.Values[row] - times[row] : logged.IsEmpty ? source.Delay.Microseconds : logged[row] - times[row];
                var bucket = new Instant(times[row]).Floor(expectation.Every).Microseconds;
                var (count, late, longest) = _buckets.GetValueOrDefault(bucket);
                _buckets[bucket] = (count + 1, lateness > expectation.Longest.Microseconds ? late + 1 : late, Math.Max(longest, lateness));
            }
    }

    protected override (long Failed, long? Judged) Judge()
    {
        var (failed, judged) = (0L, 0L);
        foreach (var (start, (rows, late, longest)) in _buckets.OrderBy(bucket => bucket.Key))
        {
            var end = new Instant(start) + expectation.Every;
            if (!Range.Tells(end)) continue;
            judged++;
            if (late <= expectation.MaxShare * rows) continue;
            failed++;
            Tell(new(Usable(start), Usable(end.Microseconds), (double)late / rows, null, expectation.MaxShare, string.Create(CultureInfo.InvariantCulture,
                $"{late:N0} of {rows:N0} rows of the {expectation.Every} from {Usable(start)} are known more than {expectation.Longest} after they happen, up to {SpanText.Of(new(longest))}")) { Since = new(start) });
        }

        return (failed, judged);
    }
}
