using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Materialization;

/// <summary>The laws of the contract for what a materialization leaves, over random histories. A failure names its seed.</summary>
public sealed class MaterializationLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 70 : 3000;
    private static readonly Duration[] Latenesses = [new(0), new(1_500_000), new(86_400_000_000)];
    private static readonly Duration All = Latenesses[^1];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_at_the_instant_has_the_bits_of_history(bool keyed) => ForAll(keyed, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events(100));
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        law.Run(reader, store, to, memory: cases.Pick(Memories));
        var request = law.At(to);
        law.Online(store, request).ShouldBe(Answers.Fast(reader, request), $"seed {cases.Seed}, at {to}");
    });

    [Fact]
    public void Any_cut_in_any_order_and_again_leaves_the_same() => ForAll(keyed: false, All, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events(100));
        var to = Instant.From(cases.Time());
        using var whole = new MemoryOnlineStore();
        using var cut = new MemoryOnlineStore();
        law.Run(reader, whole, to, from: Instant.Min);
        var middle = Instant.From(cases.Time());
        if (middle > to) middle = to;
        foreach (var (from, end) in cases.Shuffle<(Instant, Instant)>([(Instant.Min, middle), (middle, to), (Instant.Min, to)])) law.Run(reader, cut, end, from, cases.Pick(Memories));
        var request = law.At(to);
        law.Online(cut, request).ShouldBe(law.Online(whole, request), $"seed {cases.Seed}, cut at {middle}, to {to}");
        StoreDump.Of(cut, law.Service).ShouldBe(StoreDump.Of(whole, law.Service), $"seed {cases.Seed}");
    });

    [Fact]
    public void Going_on_from_instant_to_instant_equals_history_at_each() => ForAll(keyed: false, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events(100));
        using var store = new MemoryOnlineStore();
        foreach (var to in Enumerable.Range(0, 4).Select(_ => Instant.From(cases.Time())).Order())
        {
            law.Run(reader, store, to, memory: cases.Pick(Memories));
            var request = law.At(to);
            law.Online(store, request).ShouldBe(Answers.Fast(reader, request), $"seed {cases.Seed}, at {to}");
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_killed_goes_on_to_the_same(bool keyed) => ForAll(keyed, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events(100));
        using var smooth = new MemoryOnlineStore();
        using var killed = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        var memory = cases.Pick(Memories);
        law.Run(reader, smooth, to, memory: memory);
        foreach (var view in law.Views)
        {
            Should.Throw<FailingStore.KilledException>(() => MaterializedCase.Run(view, reader, new FailingStore(killed, cases.Next(9)), to, memory: memory));
            MaterializedCase.Run(view, reader, killed, to, memory: memory);
        }

        var request = law.At(to);
        law.Online(killed, request).ShouldBe(law.Online(smooth, request), $"seed {cases.Seed}, at {to}");
        StoreDump.Of(killed, law.Service).ShouldBe(StoreDump.Of(smooth, law.Service), $"seed {cases.Seed}");
    });

    [Fact]
    public void A_run_that_was_killed_is_gone_on_with_even_when_the_next_is_to_go_further() => ForAll(keyed: false, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events(100));
        using var killed = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        var later = to + new Duration(500_000 * cases.Next(20));
        foreach (var view in law.Views)
        {
            // Begun, and at least one bucket done.
            Should.Throw<FailingStore.KilledException>(() => MaterializedCase.Run(view, reader, new FailingStore(killed, 2 + cases.Next(7)), to));
            MaterializedCase.Run(view, reader, killed, later).Resumed.ShouldBeTrue($"seed {cases.Seed}, {view.Reference}");
        }

        var request = law.At(later);
        law.Online(killed, request).ShouldBe(Answers.Fast(reader, request), $"seed {cases.Seed}, at {later}");
    });

    [Fact]
    public void A_changed_source_is_seen_as_if_it_had_always_been_so() => ForAll(keyed: false, All, (cases, law) =>
    {
        var events = cases.Events(60);
        var reader = cases.Reader(events);
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        law.Run(reader, store, to, memory: cases.Pick(Memories));
        Change(cases, reader, events);
        if (cases.Next(2) == 0) KillMidway(cases, law, reader, store, to);
        if (cases.Next(3) == 0) Change(cases, reader, events);
        var later = Instant.From(cases.Time());
        if (later < to) later = to;
        law.Run(reader, store, later, memory: cases.Pick(Memories));
        var request = law.At(later);
        law.Online(store, request).ShouldBe(Answers.Fast(reader, request), $"seed {cases.Seed}, at {later}");
    });

    [Fact]
    public void Nothing_new_is_nothing_to_do() => ForAll(keyed: false, (cases, law) =>
    {
        var reader = cases.Reader(cases.Events());
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        law.Run(reader, store, to);
        foreach (var view in law.Views) MaterializedCase.Run(view, reader, store, to).Range.IsEmpty.ShouldBeTrue($"seed {cases.Seed}, {view.Reference}");
    });

    // One pass, a few, many.
    private static long[] Memories => [1 << 28, 4000, 500];

    private static void Change(Histories cases, MemorySourceReader reader, List<Happening> events)
    {
        events.RemoveAll(_ => cases.Next(5) == 0);
        for (var i = 0; i < events.Count; i++)
            if (cases.Next(5) == 0)
                events[i] = cases.Event() with { At = events[i].At, Who = events[i].Who, Where = events[i].Where };
        for (var i = cases.Next(8); i > 0; i--) events.Add(cases.Event());
        reader.Clear("happenings");
        reader.Add("happenings", events);
    }

    private static void KillMidway(Histories cases, MaterializedCase law, MemorySourceReader reader, MemoryOnlineStore store, Instant to)
    {
        foreach (var view in law.Views)
            try
            {
                MaterializedCase.Run(view, reader, new FailingStore(store, cases.Next(12)), to, memory: cases.Pick(Memories));
            }
            catch (FailingStore.KilledException)
            {
                // As meant: what is done stays, the rest is for the next run.
            }
    }

    private static void ForAll(bool keyed, Action<Histories, MaterializedCase> law) => ForAll(keyed, null, law);

    private static void ForAll(bool keyed, Duration? lateness, Action<Histories, MaterializedCase> law)
    {
        PointInTime.EveryAggregate repository = keyed ? new EveryAggregateKeyed() : new EveryAggregate();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++)
        {
            var cases = new Histories(seed, repository);
            law(cases, new(cases, lateness ?? cases.Pick(Latenesses)));
        }
    }
}
