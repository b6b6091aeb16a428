using System.Globalization;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>
/// Counts rows by bucket of event time and holds each against bounds, and against the median of the same bucket of earlier weeks. Buckets that have no rows cost nothing: stretches of them are worked out.
/// </summary>
internal sealed class VolumeTally(VolumeExpectation expectation, SeriesRange range) : SeriesTally(range)
{
    private readonly Dictionary<long, long> _counts = [];
    private readonly Lock _lock = new();
    private readonly long _width = expectation.Every.Microseconds;
    private long _first;

    protected override string Unit => "bucket";

    private long History => expectation.IsRelative ? (expectation.Weeks * VolumeExpectation.Week.Microseconds) + expectation.Slack.Microseconds : 0;

    public override Instant Reach(Instant from) => new(StartOf(from) - History);

    public override void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        lock (_lock)
            for (var first = 0; first < rows.Length;)
            {
                var bucket = StartOf(new(times[rows[first]]));
                var next = first + 1;
                while (next < rows.Length && times[rows[next]] - bucket is var past && past >= 0 && past < _width) next++;
                _counts[bucket] = _counts.GetValueOrDefault(bucket) + next - first;
                first = next;
            }
    }

    // 1. Too few rows are told of whole buckets only: from the first that must be there, to the last that is over. Too many are told of any.
    // 2. Buckets with rows, and those in which some are usual, are looked at one by one; between them are stretches without any.
    protected override (long Failed, long? Judged) Judge()
    {
        _first = _counts.Count == 0 ? 0 : _counts.Keys.Min();
        var (whole, end) = (FirstWhole(), End());
        var (failed, judged) = (0L, Math.Max(0, (end - whole) / _width));
        long[] looked = [.. Candidates(whole, end).Order()];
        var isEmptyTold = expectation.Least > 0;
        var next = whole;
        foreach (var start in looked)
        {
            if (isEmptyTold) Skip(next, Math.Min(start, end), ref failed);
            next = Math.Max(next, start + _width);
            Look(start, start >= whole && start < end, ref failed);
        }

        if (isEmptyTold) Skip(next, end, ref failed);
        return (failed, judged);
    }

    // The bucket with which the source begins may be cut: it is whole where all of it was read.
    private long FirstWhole()
    {
        if (_counts.Count == 0) return Range.From is { } empty ? StartOf(empty) : End() - _width;
        return Range.From is { } from ? Math.Max(_first, StartOf(from)) : _first + _width;
    }

    private long End() => Range.AsOf is { } asOf ? StartOf(asOf) : _counts.Count == 0 ? 0 : _counts.Keys.Max();

    private HashSet<long> Candidates(long whole, long end)
    {
        var all = _counts.Keys.Where(start => Range.Tells(new(start + _width))).ToHashSet();
        if (expectation.LeastShare is null) return all;
        foreach (var start in _counts.Keys)
            for (var week = 1; week <= expectation.Weeks; week++)
                if (start + (week * VolumeExpectation.Week.Microseconds) is var later && later >= whole && later < end)
                    all.Add(later);
        return all;
    }

    private void Skip(long from, long to, ref long failed)
    {
        if (to <= from) return;
        failed += (to - from) / _width;
        var each = to - from == _width ? $"the {expectation.Every} from {Usable(from)}" : $"each {expectation.Every} from {Usable(from)} to {Usable(to)}";
        Tell(new(Usable(from), Usable(to), 0, expectation.Least, expectation.Most, string.Create(CultureInfo.InvariantCulture, $"no rows in {each}, at least {expectation.Least:N0} are expected")) { Since = new(to - _width) });
    }

    private void Look(long start, bool isWhole, ref long failed)
    {
        var (rows, usual) = (_counts.GetValueOrDefault(start), Usual(start));
        var least = isWhole ? Max(expectation.Least, usual is { } few && few.Least >= expectation.MinUsual ? expectation.LeastShare * few.Least : null) : null;
        var most = Min(expectation.Most, usual is { } many ? expectation.MostShare * Math.Max(many.Most, expectation.MinUsual) : null);
        if (!(rows < least) && !(rows > most)) return;
        failed++;
        var count = rows == 0 ? "no rows" : string.Create(CultureInfo.InvariantCulture, $"{rows:N0} row{(rows == 1 ? "" : "s")}");
        var bound = string.Create(CultureInfo.InvariantCulture, $"{(rows < least ? "at least" : "at most")} {(rows < least ? least : most):#,0.##} are expected{(usual is { } told ? $", {told.Middle.ToString("#,0.##", CultureInfo.InvariantCulture)} are usual" : "")}");
        Tell(new(Usable(start), Usable(start + _width), rows, least, most, $"{count} in the {expectation.Every} from {Usable(start)}, {bound}") { Since = new(start) });
    }

    // The median of the same bucket of the weeks before; with some slack the least and the greatest of those of the buckets around it. Null while there are too few weeks.
    private (double Least, double Middle, double Most)? Usual(long start)
    {
        if (!expectation.IsRelative || _counts.Count == 0 || start - History < FirstKnown()) return null;
        var (middle, slack) = (Median(start), expectation.Slack.Microseconds);
        var (least, most) = (middle, middle);
        for (var shift = -slack; shift <= slack; shift += _width)
        {
            var other = Median(start + shift);
            (least, most) = (Math.Min(least, other), Math.Max(most, other));
        }

        return (least, middle, most);
    }

    private long FirstKnown() => Range.From is null ? _first + _width : _first;

    private double Median(long start)
    {
        long[] counts = [.. Enumerable.Range(1, expectation.Weeks).Select(week => _counts.GetValueOrDefault(start - (week * VolumeExpectation.Week.Microseconds))).Order()];
        return (counts[(counts.Length - 1) / 2] + counts[counts.Length / 2]) / 2.0;
    }

    private long StartOf(Instant time) => time.Floor(expectation.Every).Microseconds;

    private static double? Max(double? left, double? right) => left is { } a && right is { } b ? Math.Max(a, b) : left ?? right;

    private static double? Min(double? left, double? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;
}
