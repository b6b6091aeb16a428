using Quern.Engine.Expectations;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>What is counted of rows, bucket by bucket, and which are told as examples.</summary>
public sealed class SourceTestTests
{
    [Fact]
    public void Counts_equal_those_of_the_slow_twin()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var cases = new Histories(seed, new Expecting());
            var events = cases.Events(60);
            Interval? times = seed % 2 == 0 ? null : new(new(-4_000_000), new(3_000_000));
            var judged = events.Where(e => times?.Contains(Instant.From(e.At)) ?? true).ToList();
            var outcomes = Test(new Expecting(), cases.Reader(events), times);
            outcomes.Select(outcome => outcome.Rows).ShouldAllBe(rows => rows == judged.Count);
            outcomes[0].Failed.ShouldBe(judged.Count(e => e.Amount is -3 or 0 or 1));
            outcomes[2].Failed.ShouldBe(judged.Count(e => e.Who is null));
            outcomes[3].Failed.ShouldBe(judged.Count(e => e.Where is < 0 or > 100));
            outcomes[2].Over.ShouldBe(judged.GroupBy(e => Instant.From(e.At).Floor(new(5_000_000)))
                .Select(bucket => new ExpectationBucket(bucket.Key, bucket.Count(), bucket.Count(e => e.Who is null))).Where(bucket => bucket.Failed * 2 > bucket.Rows).OrderBy(bucket => bucket.Start));
            outcomes[3].First.Select(row => row.Values).ShouldBe(judged.Where(e => e.Where is < 0 or > 100).OrderBy(e => e.At).Take(3).Select(e => $"where={e.Where}"));
        }
    }

    [Fact]
    public void Row_of_which_a_condition_cannot_be_computed_fails_and_says_why()
    {
        var outcome = Test(new Expecting(), Reader(new Happening { Amount = 0 }))[0];
        (outcome.Failed, outcome.Holds).ShouldBe((1, false));
        outcome.First.ShouldHaveSingleItem().ToString().ShouldBe("1970-01-01T00:00:00Z amount=0 (Attempted to divide by zero.)");
        outcome.Note.ShouldBe("1 of 1 rows of happenings are rejected: 'twelve can be shared'; first 1970-01-01T00:00:00Z amount=0 (Attempted to divide by zero.)");
    }

    [Fact]
    public void Nulls_pass_and_NaN_does_not()
    {
        Test(new Ranged(), Reader(new Happening { Price = null }, new Happening { Price = 1 }))[0].Failed.ShouldBe(0);
        Test(new Ranged(), Reader(new Happening { Price = double.NaN }, new Happening { Price = double.PositiveInfinity }))[0].Failed.ShouldBe(2);
    }

    [Fact]
    public void Nothing_at_all_is_as_expected() => Test(new Expecting(), Reader())[0].ShouldSatisfyAllConditions(
        outcome => outcome.Holds.ShouldBeTrue(), outcome => outcome.Share.ShouldBe(0), outcome => outcome.Note.ShouldBeNull());

    [Fact]
    public void Where_every_row_fails_the_first_three_are_told()
    {
        var outcome = Test(new Ranged(), Reader([.. Enumerable.Range(0, 50_000).Select(i => new Happening { Price = -1 - i, At = DateTimeOffset.UnixEpoch.AddSeconds(-i) })]))[0];
        (outcome.Rows, outcome.Failed, outcome.Share).ShouldBe((50_000, 50_000, 1));
        outcome.First.Select(row => row.Values).ShouldBe(["price=-50000", "price=-49999", "price=-49998"]);
    }

    [Fact]
    public void Share_of_one_forgives_all_and_of_none_nothing()
    {
        var outcomes = Test(new Shares(), Reader(new Happening { Price = -1 }, new Happening { Price = 1 }));
        outcomes.Select(outcome => outcome.Holds).ShouldBe([true, false, true]);
        outcomes[1].Over.ShouldHaveSingleItem().ShouldBe(new(new(0), 2, 1));
    }

    [Fact]
    public void Rejected_row_is_put_aside_once_whatever_the_policy()
    {
        var aside = new List<BadRow>();
        var bad = new BadRows(BadRowPolicy.Fail, aside.Add);
        var row = new BadRow("happenings", null, null, "x", "1", "rejected");
        bad.Reject(row);
        bad.Reject(row with { });
        bad.ThrowIfFailed();
        (aside.Count, bad.Rejected, bad.Count).ShouldBe((1, 1, 0));
    }

    private static MemorySourceReader Reader(params Happening[] events)
    {
        var reader = new MemorySourceReader();
        reader.Add("happenings", events.Select(e => e.At == default ? e with { At = DateTimeOffset.UnixEpoch } : e));
        return reader;
    }

    private static IReadOnlyList<RowOutcome> Test(EveryAggregate repository, MemorySourceReader reader, Interval? times = null) =>
        [.. SourceTest.Run(reader, repository.Happenings.Definition, times, Instant.Max, new(BadRowPolicy.Fail), null, default).Cast<RowOutcome>()];

    private sealed class Ranged : EveryAggregate
    {
        protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source).ExpectRange(h => h.Price, 0, double.MaxValue);
    }

    private sealed class Shares : EveryAggregate
    {
        protected override SourceBuilder<Happening> Configure(SourceBuilder<Happening> source) => base.Configure(source)
            .Expect("all may fail", h => h.Price > 0, maxShare: 1).Expect("none may", h => h.Price > 0, maxShare: 0).Expect("half may", h => h.Price > 0, maxShare: 0.5);
    }
}
