using Quern.Engine.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Online;

public sealed class OnlineCatalogTests
{
    private static readonly ServicePlan Service = Histories.PlanOf(new EveryAggregate());
    private static readonly ViewPlan View = Service.Reads[0].View;
    private static readonly Interval Range = new(Instant.Min, new(5_000_000));

    [Fact]
    public void The_same_work_over_the_same_source_goes_on_where_it_stopped()
    {
        using var store = new MemoryOnlineStore();
        using var write = store.BeginWrite();
        OnlineCatalog.Advance(write, OnlineCatalog.Begin(write, View, Range, "source", 8), 3);
        OnlineCatalog.Begin(write, View, Range, "source", 8).Job!.BucketsDone.ShouldBe(3);
    }

    [Theory]
    [InlineData(5_000_001, "source", 8)]
    [InlineData(5_000_000, "changed", 8)]
    [InlineData(5_000_000, "source", 9)]
    public void Other_work_begins_anew(long end, string source, int buckets)
    {
        using var store = new MemoryOnlineStore();
        using var write = store.BeginWrite();
        OnlineCatalog.Advance(write, OnlineCatalog.Begin(write, View, Range, "source", 8), 3);
        OnlineCatalog.Begin(write, View, new(Instant.Min, new(end)), source, buckets).Job!.BucketsDone.ShouldBe(0);
    }

    [Fact]
    public void Covered_stretches_that_touch_become_one()
    {
        var state = new ViewState { Number = 1, View = "v", Hash = "h", Covered = [Stretch(0, 10), Stretch(20, 30)] };
        state.CoveredWith(Stretch(30, 40)).ShouldBe([Stretch(0, 10), Stretch(20, 40)]);
        state.CoveredWith(Stretch(10, 20)).ShouldBe([Stretch(0, 30)]);
        state.CoveredWith(Stretch(5, 5)).ShouldBe([Stretch(0, 10), Stretch(20, 30)]);
    }

    [Fact]
    public void A_changed_definition_has_a_state_of_its_own()
    {
        using var store = new MemoryOnlineStore();
        using var write = store.BeginWrite();
        var changed = View with { Hash = new string('0', 64) };
        var first = OnlineCatalog.Complete(write, OnlineCatalog.Begin(write, View, Range, "source", 1));
        OnlineCatalog.Find(write, changed).ShouldBeNull();
        OnlineCatalog.Begin(write, changed, Range, "source", 1).Number.ShouldNotBe(first.Number);
        OnlineCatalog.List(write).Count.ShouldBe(2);
    }

    [Fact]
    public void A_dropped_view_leaves_nothing_and_its_number_is_not_used_again()
    {
        var cases = new Histories(1, new EveryAggregate());
        using var store = new MemoryOnlineStore();
        new RangeMaterializer(store, cases.Reader(cases.Events(200)), Service).Run(Range);
        StoreDump.Of(store, Service).ShouldContain(line => line.StartsWith(View.Reference + " ", StringComparison.Ordinal));
        var others = StoreDump.Of(store, Service).Where(line => !line.StartsWith(View.Reference + " ", StringComparison.Ordinal)).ToList();
        using (var write = store.BeginWrite())
        {
            var old = OnlineCatalog.Find(write, View)!;
            OnlineCatalog.Drop(write, old);
            OnlineCatalog.Find(write, View).ShouldBeNull();
            OnlineCatalog.Complete(write, OnlineCatalog.Begin(write, View, Range, "source", 1)).Number.ShouldBeGreaterThan(old.Number);
            write.Commit();
        }

        StoreDump.Of(store, Service).ShouldBe(others);
    }

    private static Interval Stretch(long start, long end) => new(new(start), new(end));
}
