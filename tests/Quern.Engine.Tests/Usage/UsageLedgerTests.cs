using Quern.Engine.Tests.Served;
using Quern.Engine.Usage;
using Quern.Planning;

namespace Quern.Engine.Tests.Usage;

public sealed class UsageLedgerTests
{
    private const int Day = 20_779;
    private readonly MemoryUsage _store = new();
    private readonly SetTime _time = new();

    [Fact]
    public void Reads_OfManyThreads_AreCountedOnce_WhoeverTakesMeanwhile()
    {
        const int threads = 4;
        const int reads = 20_000;
        using var ledger = new UsageLedger(_store, _time);
        UsageTally[] tallies = [ledger.TallyOf(Visits.Plan), ledger.TallyOf(Visits.Plan with { Name = null }), ledger.TallyOf(Visits.Plan)];
        var expected = new Dictionary<(string?, string), UsageCounts>();
        Thread[] readers = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            var (random, own) = (new Random(number), new Dictionary<(string?, string), UsageCounts>());
            for (var i = 0; i < reads; i++)
            {
                var (tally, name, rows, bytes, ticks) = (tallies[random.Next(tallies.Length)], $"c{random.Next(5)}", random.Next(1, 9), random.Next(1_000), random.Next(1_000));
                tally.Add(ledger.Consumers.Find(name, null), rows, bytes, TimeSpan.FromTicks(ticks));
                own[(tally.Shape.Service, name)] = own.GetValueOrDefault((tally.Shape.Service, name)) + new UsageCounts(1, rows, rows * tally.Shape.Features.Count, bytes, ticks, 0);
            }

            lock (expected)
                foreach (var (key, counts) in own) expected[key] = expected.GetValueOrDefault(key) + counts;
        }))];
        foreach (var reader in readers) reader.Start();
        while (readers.Any(reader => reader.IsAlive))
        {
            ledger.Take();
            ledger.Keep();
        }

        ledger.Dispose();
        Sums(_store.Kept).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void Counts_AreByHour_AndThoseOfATally_ThatNobodyHoldsAnyMore_AreThere()
    {
        using var ledger = new UsageLedger(_store, _time);
        Read(ledger, Visits.Plan, "a", 2);
        ledger.Take();
        _time.Now += TimeSpan.FromHours(1);
        Read(ledger, Visits.Plan, "a", 3);
        ledger.Read((Day * 24) + 10).Counts.Select(counted => (counted.Key.Hour, counted.Value.Rows)).Order().ShouldBe([((Day * 24) + 10, 2), ((Day * 24) + 11, 3)]);
        ledger.Read((Day * 24) + 11).Counts.ShouldHaveSingleItem().Value.Rows.ShouldBe(3);
    }

    [Fact]
    public void CountsThatCannotBeKept_AreKnown_AndKeptTheNextTime_AndOnce()
    {
        using var ledger = new UsageLedger(_store, _time);
        Read(ledger, Visits.Plan, "a", 1);
        ledger.Take();
        _time.Now += TimeSpan.FromDays(1);
        Read(ledger, Visits.Plan, "a", 2);
        ledger.Take();
        // The first day goes well and the second does not: only that is tried again.
        _store.IsFull = day => day > Day;
        ledger.Keep();
        ledger.Trouble.ShouldNotBeNull().Code.ShouldBe("QRN6390");
        _store.Kept.Counts.Values.Sum(counts => counts.Rows).ShouldBe(1);
        ledger.Read(0).Counts.Values.Sum(counts => counts.Rows).ShouldBe(3);
        _store.IsFull = _ => false;
        ledger.Keep();
        ledger.Trouble.ShouldBeNull();
        _store.Kept.Counts.Values.Sum(counts => counts.Rows).ShouldBe(3);
        _store.Kept.Shapes.Values.ShouldHaveSingleItem().ShouldBe(UsageShape.Of(Visits.Plan));
    }

    [Fact]
    public void ListsBeyondTheBound_AreCountedByFeature_AndAddUpToTheSame()
    {
        using var ledger = new UsageLedger(_store, _time);
        var expected = new Dictionary<string, long>();
        var features = Visits.Plan.Reads[0].View.Features.Count;
        for (var list = 0; list < 400; list++)
        {
            // As many lists as there can be of a view of a few features: those of ever other names.
            var shape = UsageShape.Of(ListOf(list));
            var tally = ledger.TallyOf(ListOf(list));
            tally.Add(ledger.Consumers.Find("a", null), 3, 100, TimeSpan.FromTicks(7));
            ledger.Take();
            foreach (var feature in shape.Features) expected[feature] = expected.GetValueOrDefault(feature) + 3;
        }

        features.ShouldBeGreaterThan(0);
        var history = ledger.Read(0);
        var total = history.Counts.Values.Aggregate(UsageCounts.Add);
        (total.Requests, total.Rows, total.Bytes, total.Ticks).ShouldBe((400, 1_200, 40_000, 2_800));
        history.Counts.SelectMany(counted => UsageShare.ByFeature(history.Shapes[counted.Key.Subject], counted.Value)).GroupBy(share => share.Of)
            .ToDictionary(feature => feature.Key, feature => (long)Math.Round(feature.Sum(share => share.Values))).ShouldBe(expected, ignoreOrder: true);
        // 256 lists, then one shape for each feature, and one for none.
        history.Shapes.Count.ShouldBeLessThanOrEqualTo(256 + expected.Count + 1);
    }

    [Fact]
    public void Consumers_BeginAnew_EachDay()
    {
        using var ledger = new UsageLedger(_store, _time);
        for (var i = 0; i < 10_000; i++) Read(ledger, Visits.Plan, $"hostile-{i}", 1);
        Read(ledger, Visits.Plan, "checkout", 5);
        ledger.Take();
        _time.Now += TimeSpan.FromDays(1);
        ledger.Take();
        Read(ledger, Visits.Plan, "checkout", 7);
        ledger.Take();
        var counts = ledger.Read(0).Counts;
        counts.Keys.Select(key => key.Consumer).Distinct().Count().ShouldBe(ConsumerTable.Named + 2);
        counts.Where(counted => counted.Key.Consumer == ConsumerNames.Other).Sum(counted => counted.Value.Rows).ShouldBe(10_000 - ConsumerTable.Named + 5);
        counts.Where(counted => counted.Key.Consumer == "checkout").Sum(counted => counted.Value.Rows).ShouldBe(7);
    }

    private static void Read(UsageLedger ledger, ServicePlan plan, string consumer, int rows) => ledger.TallyOf(plan).Add(ledger.Consumers.Find(consumer, null), rows, 10, TimeSpan.FromTicks(10));

    // A list of a view of its own name and one that all have.
    private static ServicePlan ListOf(int number)
    {
        var read = Visits.Plan.Reads[0];
        return Visits.Plan with { Name = null, OnDemand = [], Outputs = [], Reads = [read, read with { View = Renamed(read.View, $"view_{number % 320}") }] };
    }

    private static ViewPlan Renamed(ViewPlan view, string name) => view is AttributeViewPlan attribute
        ? attribute with { View = attribute.View with { Name = name } }
        : ((AggregationViewPlan)view) with { View = ((AggregationViewPlan)view).View with { Name = name } };

    private static Dictionary<(string?, string), UsageCounts> Sums(UsageHistory history) => history.Counts.GroupBy(counted => (history.Shapes[counted.Key.Subject].Service, counted.Key.Consumer))
        .ToDictionary(group => group.Key, group => group.Select(counted => counted.Value).Aggregate(UsageCounts.Add));
}
