using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>Rows that repeat others and values that go down: as a plain look at every two rows finds them, in bounded memory.</summary>
public sealed class KeyedLawTests
{
    private const long Second = Instant.PerSecond;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 30 : 2000;

    [Fact]
    public void Repeats_equal_the_slow_twin()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (random, within) = (new Random(seed), new Random(seed).Next(1, 40) * Second);
            var (events, from) = (Events(random), random.Next(2) == 0 ? (Instant?)null : new Instant(random.Next(300) * Second));
            var outcome = new Together(source => source.ExpectUnique(h => new { h.Who, h.Where }, new Duration(within).ToString())).Test(events, from, Instant.Max)[0];
            var judged = events.Where(one => one.Who is not null && one.Where is not null).Select((one, i) => (Time: Together.TimeOf(one), i, Key: (one.Who, one.Where))).ToList();
            var repeats = judged.Where(row => (from is null || row.Time >= from.Value.Microseconds) && judged.Any(other => other.Key == row.Key && (other.Time, other.i).CompareTo((row.Time, row.i)) < 0 && row.Time - other.Time <= within)).ToList();
            outcome.Failed.ShouldBe(repeats.Count, $"seed {seed}");
            outcome.Judged.ShouldBe(judged.Count(row => from is null || row.Time >= from.Value.Microseconds));
            // Each breach ends with a repeat, and is named by its key.
            foreach (var breach in outcome.Breaches) repeats.ShouldContain(row => row.Time == breach.To.Microseconds && breach.What.StartsWith($"who={row.Key.Who}, where={row.Key.Where}: ", StringComparison.Ordinal), $"seed {seed}: {breach}");
        }
    }

    [Fact]
    public void Values_that_go_down_equal_the_slow_twin()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (random, within) = (new Random(seed), new Random(seed).Next(1, 40) * Second);
            var (events, from) = (Events(random), random.Next(2) == 0 ? (Instant?)null : new Instant(random.Next(300) * Second));
            var outcomes = new Together(source => source.ExpectMonotone(h => h.Amount, h => h.Who, new Duration(within).ToString()).ExpectMonotone(h => h.Price, h => h.Who, new Duration(within).ToString())).Test(events, from, Instant.Max);
            Compare(outcomes[0], one => one.Amount);
            Compare(outcomes[1], one => one.Price is null or double.NaN ? null : one.Price);

            void Compare(SeriesOutcome outcome, Func<Happening, double?> value)
            {
                var expected = events.Where(one => one.Who is not null && value(one) is not null).GroupBy(one => one.Who)
                    .SelectMany(rows => rows.GroupBy(Together.TimeOf).OrderBy(at => at.Key).ToList() is var times ? times.Zip(times.Skip(1)) : [])
                    .Where(pair => pair.Second.Key - pair.First.Key <= within && pair.Second.Min(value) < pair.First.Max(value) && (from is null || pair.Second.Key >= from.Value.Microseconds))
                    .Select(pair => (pair.First.Key, pair.Second.Key, pair.Second.Min(value), pair.First.Max(value))).Order().ToList();
                outcome.Failed.ShouldBe(expected.Count, $"seed {seed}");
                outcome.Breaches.Select(breach => (breach.From.Microseconds, breach.To.Microseconds, breach.Value, breach.Least)).Order().ShouldBe(expected.Select(one => (one.Item1, one.Item2, one.Item3, one.Item4)), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Sample_finds_nothing_that_is_not_so_and_is_the_same_in_any_order()
    {
        var together = new Together(source => source.ExpectUnique(h => h.Amount, "10s", name: "unique").ExpectMonotone(h => h.Where, h => h.Amount, "10s"));
        Happening[] events = [.. Enumerable.Range(0, 2_000).SelectMany(key => new[] { Row(key, key * 3, 5), Row(key, (key * 3) + 2, key % 2 == 0 ? 4 : 6) })];
        var first = Sampled(together, events, 256);
        foreach (var outcome in first) outcome.Sample.ShouldBeInRange(8, 32);
        first[0].Failed.ShouldBe(first[0].Judged!.Value / 2);
        first[1].Failed.ShouldBeInRange(1, first[1].Judged!.Value / 2);
        first[0].Note!.ShouldStartWith($"'unique' of happenings is not met by {first[0].Failed} rows of a sample of one of {first[0].Sample}: first amount=");
        new Random(1).Shuffle(events);
        Sampled(together, events, 256).Select(Told).ShouldBe(first.Select(Told));

        static string Told(SeriesOutcome outcome) => $"{outcome.Note} {outcome.Judged} {string.Join('\n', outcome.Breaches.Select(breach => breach.What))}";
    }

    [Fact]
    public void Constant_key_takes_no_memory_to_be_found_not_unique_and_too_many_rows_of_one_are_told()
    {
        var together = new Together(source => source.ExpectUnique(h => h.Who, "1d").ExpectMonotone(h => h.Amount, h => h.Who, "1d"));
        var outcomes = Sampled(together, [.. Enumerable.Range(0, 5_000).Select(i => Row(i, i, 1) with { Who = "one" })], 256);
        (outcomes[0].Failed, outcomes[0].Sample).ShouldBe((4_999, 1));
        outcomes[0].Breaches.ShouldHaveSingleItem().What.ShouldBe("who=one: 5,000 rows from 1970-01-01T00:00:00Z to 1970-01-01T01:23:19Z");
        outcomes[1].Holds.ShouldBeFalse();
        outcomes[1].Breaches.ShouldHaveSingleItem().What.ShouldBe("5,000 rows of few keys are more than the 256 that can be looked at; test a shorter range, or expect it within a shorter time than 1d");
    }

    [Fact]
    public void Nulls_deletions_and_what_cannot_be_computed_are_passed_over()
    {
        Happening[] events = [Row(1, 0, 5), Row(1, 1, 4) with { Flag = true }, Row(1, 2, null), Row(1, 3, 5) with { Amount = null }, Row(0, 4, 1), Row(0, 4, 1)];
        new Together(source => source.DeletedWhen(h => h.Flag ?? false).Where(h => h.Where != null).ExpectUnique(h => 12 / h.Amount).ExpectMonotone(h => h.Where, h => h.Amount)).Test(events, null, Instant.Max)
            .Select(outcome => (outcome.Failed, outcome.Holds)).ShouldBe([(0, true), (0, true)]);
        new Together(source => source.ExpectUnique(h => h.Who).ExpectMonotone(h => h.Where, h => h.Who)).Test([], null, Instant.Max).ShouldAllBe(outcome => outcome.Holds);
    }

    private static Happening Row(long key, long second, long? value) => Together.At(second * Second) with { Amount = key, Where = value };

    private static List<Happening> Events(Random random) => [.. Enumerable.Range(0, 60).Select(_ => Together.At(random.Next(300) * Second) with
    {
        Who = random.Next(8) == 0 ? null : random.Next(2) == 0 ? "a" : "b",
        Where = random.Next(8) == 0 ? null : random.Next(3),
        Amount = random.Next(8) == 0 ? null : random.Next(-3, 9),
        Price = random.Next(8) switch { 0 => null, 1 => double.NaN, 2 => -0.0, _ => random.Next(-3, 9) / 2.0 },
    })];

    private static IReadOnlyList<SeriesOutcome> Sampled(Together together, IEnumerable<Happening> events, int most)
    {
        var (reader, source) = (new MemorySourceReader { BatchRows = 50 }, together.Happenings.Definition);
        reader.Add("happenings", events);
        var checks = RowChecks.Telling(source, null, null, series: SeriesChecks.Of(source, new(null, null) { MostRows = most }, reader, TestContext.Current.CancellationToken))!;
        reader.Scan(new(source, [.. checks.Fields.Distinct().Order()], null, new(BadRowPolicy.Fail)), new Sink(checks), TestContext.Current.CancellationToken);
        return [.. checks.Outcomes().Cast<SeriesOutcome>()];
    }

    private sealed class Sink(RowChecks checks) : IScanSink
    {
        public IBatchSink Open() => new Taker(checks.Open());
    }

    private sealed class Taker(RowChecker checker) : IBatchSink
    {
        public void Take(Quern.Schema.EventBatch batch) => checker.Take(batch);
    }
}
