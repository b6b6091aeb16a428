using Quern.Engine.Expectations.Series;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>What is found of rows together equals what a plain look at all of them, sorted, finds.</summary>
public sealed class SeriesLawTests
{
    private const long Day = 86_400 * Instant.PerSecond;
    private const long Hour = 3_600 * Instant.PerSecond;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 30 : 2000;

    [Fact]
    public void Volume_equals_the_slow_twin() => ForAll((random, seed) =>
    {
        var (events, from, asOf) = (Together.Weeks(random, 7), From(random), Together.OnDay(random.Next(20, 52) + random.NextDouble()));
        var (slack, least, leastShare) = (random.Next(2), (long?)(random.Next(2) == 0 ? 2 : null), (double?)(random.Next(3) == 0 ? null : 0.5));
        var outcome = new Together(source => source.ExpectVolume(least, 19, leastShare, mostShare: 1.5, weeks: 3, slack: slack == 0 ? null : "1d", minUsual: 4)).Test(events, from, asOf)[0];

        // All rows that can be known, by day.
        var history = (21 + slack) * Day;
        var known = events.Select(Together.TimeOf).Where(time => time < asOf.Microseconds && (from is null || time >= from.Value.Floor(new(Day)).Microseconds - history)).ToList();
        long Rows(long start) => known.Count(time => time >= start && time < start + Day);
        double Median(long start) => Enumerable.Range(1, 3).Select(week => Rows(start - (week * 7 * Day))).Order().ElementAt(1);
        if (known.Count == 0) return;
        var first = new Instant(known.Min()).Floor(new(Day)).Microseconds;
        var firstWhole = from is null ? first + Day : first;
        var expected = new List<(long Day, long Rows)>();
        for (var day = first; day < asOf.Microseconds; day += Day)
        {
            if (from is { } start && day + Day <= start.Microseconds) continue;
            var (rows, isWhole, isUsualKnown) = (Rows(day), day >= firstWhole && day + Day <= asOf.Microseconds, day - history >= firstWhole);
            var around = Enumerable.Range(-slack, (2 * slack) + 1).Select(shift => Median(day + (shift * Day))).ToList();
            var tooFew = isWhole && (rows < least || (isUsualKnown && around.Min() >= 4 && rows < leastShare * around.Min()));
            var tooMany = rows > 19 || (isUsualKnown && rows > 1.5 * Math.Max(around.Max(), 4));
            if (tooFew || tooMany) expected.Add((day, rows));
        }

        outcome.Breaches.SelectMany(Days).ShouldBe(expected, $"seed {seed}");
        outcome.Failed.ShouldBe(expected.Count);
    });

    [Fact]
    public void Freshness_equals_the_slow_twin() => ForAll((random, seed) =>
    {
        var (events, from, asOf, longest) = (Together.Weeks(random, 3), From(random), Together.OnDay(random.Next(5, 25) + random.NextDouble()), random.Next(2, 40) * Hour);
        var outcome = new Together(source => source.ExpectFreshness(new Duration(longest).ToString())).Test(events, from, asOf)[0];
        // Nothing but the last row within reach before the range matters.
        var known = events.Select(Together.TimeOf).Where(time => time < asOf.Microseconds && (from is null || time >= from.Value.Microseconds - longest)).Order().Append(asOf.Microseconds).ToList();
        var expected = known.Zip(known.Skip(1)).Where(pair => pair.Second - pair.First > longest && (from is null || pair.Second > from.Value.Microseconds)).ToList();
        if (from >= asOf) expected = [];
        else if (known.Count == 1) expected = from is { } start ? [(start.Microseconds - longest, asOf.Microseconds)] : [(asOf.Microseconds, asOf.Microseconds)];
        outcome.Breaches.Select(breach => (breach.From.Microseconds, breach.To.Microseconds)).ShouldBe(expected, $"seed {seed}");
        outcome.Failed.ShouldBe(expected.Count);
    });

    [Fact]
    public void Lateness_equals_the_slow_twin() => ForAll((random, seed) =>
    {
        var (events, from, asOf) = (Together.Weeks(random, 3), From(random), Together.OnDay(random.Next(5, 25)));
        var outcome = new Together(source => source.ExpectLateness("2d", maxShare: 0.1, every: "6h")).Test(events, from, asOf)[0];
        var buckets = events.Where(one => Together.TimeOf(one) < asOf.Microseconds).GroupBy(one => Instant.From(one.At).Floor(new(6 * Hour)).Microseconds)
            .Where(bucket => from is null || bucket.Key + (6 * Hour) > from.Value.Microseconds).OrderBy(bucket => bucket.Key).ToList();
        outcome.Breaches.Select(breach => (breach.From.Microseconds, breach.Value)).ShouldBe(
            buckets.Select(bucket => (bucket.Key, Value: (double?)bucket.Count(one => one.Known - one.At > TimeSpan.FromDays(2)) / bucket.Count())).Where(bucket => bucket.Value > 0.1), $"seed {seed}");
        outcome.Judged.ShouldBe(buckets.Count);
    });

    [Fact]
    public void Runs_one_after_the_other_tell_every_gap_that_one_run_tells() => ForAll((random, seed) =>
    {
        var (events, longest) = (Together.Weeks(random, 3), random.Next(2, 40) * Hour);
        var together = new Together(source => source.ExpectFreshness(new Duration(longest).ToString()));
        var all = together.Test(events, null, Together.OnDay(21))[0];
        var told = new HashSet<Instant>();
        Instant? from = null;
        for (var day = 1.0; day <= 21; day += 0.5)
        {
            told.UnionWith(together.Test(events.Where(one => Together.TimeOf(one) < Together.OnDay(day).Microseconds), from, Together.OnDay(day))[0].Breaches.Select(breach => breach.From));
            from = Together.OnDay(day);
        }

        all.Breaches.Select(breach => breach.From).ShouldBeSubsetOf(told, $"seed {seed}");
    });

    private static Instant? From(Random random) => random.Next(2) == 0 ? null : Together.OnDay(random.Next(24) + random.NextDouble());

    private static IEnumerable<(long Day, long Rows)> Days(SeriesBreach breach)
    {
        for (var day = breach.From.Microseconds; day < breach.To.Microseconds; day += Day) yield return (day, (long)breach.Value!);
    }

    private static void ForAll(Action<Random, int> check)
    {
        for (var seed = 0; seed < Rounds; seed++) check(new Random(seed), seed);
    }
}
