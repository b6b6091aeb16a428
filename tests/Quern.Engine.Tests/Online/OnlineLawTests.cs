using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Online;

/// <summary>The laws of the contract for values from online state, over random histories: it answers as history does, or says that it cannot.</summary>
public sealed class OnlineLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 150 : 3000;
    private static readonly BlockShape[] Shapes = [new(3, 4, 2), new(1, 1, 2), new(4, 1 << 20, 4), BlockShape.Default];
    private static readonly Duration[] Latenesses = [new(0), new(1_500_000), new(5_000_000), new(86_400_000_000)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_after_materialization_equals_history(bool keyed) => ForAll(keyed, cases =>
    {
        var (service, reader) = Given(cases);
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        new RangeMaterializer(store, reader, service, cases.Pick(Shapes)).Run(new(Instant.Min, to));
        CompareUpTo(to, cases, store, reader, service, keyed);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_split_in_any_order_equals_history(bool keyed) => ForAll(keyed, cases =>
    {
        var (service, reader) = Given(cases);
        using var store = new MemoryOnlineStore();
        var shape = cases.Pick(Shapes);
        var materializer = new RangeMaterializer(store, reader, service, shape);
        var to = Instant.From(cases.Time());
        var ranges = Ranges(cases, to);
        foreach (var range in cases.Shuffle(ranges)) materializer.Run(range);
        if (cases.Next(2) == 0) materializer.Run(cases.Pick(ranges));
        CheckCoarseTiles(cases, store, service, shape);
        CompareUpTo(to, cases, store, reader, service, keyed);
    });

    [Fact]
    public void Half_done_state_never_gives_a_wrong_value() => ForAll(keyed: false, cases =>
    {
        var (service, reader) = Given(cases);
        using var store = new MemoryOnlineStore();
        var materializer = new RangeMaterializer(store, reader, service, cases.Pick(Shapes));
        var ranges = cases.Shuffle(Ranges(cases, Instant.From(cases.Time())));
        var covered = new ViewState { Number = 0, View = "", Hash = "" };
        foreach (var range in ranges)
        {
            if (cases.Next(3) == 0) materializer.Abandon(cases.Pick(ranges), 1 + cases.Next(2));
            materializer.Run(range);
            covered = covered with { Covered = covered.CoveredWith(range) };
            var end = covered.MaterializedTo!.Value;
            Compare(cases, store, reader, service, [.. cases.Rows().Where(row => Instant.From(row.At) < end)], null);
        }
    });

    [Fact]
    public void Work_that_was_abandoned_and_begun_anew_equals_history() => ForAll(keyed: false, cases =>
    {
        var (service, reader) = Given(cases);
        using var store = new MemoryOnlineStore();
        var materializer = new RangeMaterializer(store, reader, service, cases.Pick(Shapes));
        var to = Instant.From(cases.Time());
        var ranges = cases.Shuffle(Ranges(cases, to));
        foreach (var range in ranges) materializer.Abandon(range, 1 + cases.Next(3));
        foreach (var range in cases.Shuffle(ranges)) materializer.Run(range);
        CompareUpTo(to, cases, store, reader, service, keyed: false);
    });

    [Fact]
    public void Late_events_come_in_with_the_range_that_is_run_again() => ForAll(keyed: false, cases =>
    {
        var (service, before) = Given(cases);
        using var store = new MemoryOnlineStore();
        var shape = cases.Pick(Shapes);
        var to = Instant.From(cases.Time());
        foreach (var range in Ranges(cases, to)) new RangeMaterializer(store, before, service, shape).Run(range);

        // Everything again, or from the first whole hop on of which all views keep details.
        var hop = new Duration(2_000_000);
        var again = new Interval(cases.Next(2) == 0 ? Instant.Min : StoreDump.RetainedFrom(store, service).Floor(hop) + hop, to);
        var late = cases.Events().Where(e => again.Contains(Instant.From(e.At)));
        var after = new EventHistory(cases, [.. before.Events, .. late]);
        new RangeMaterializer(store, after, service, shape).Run(again);
        CheckCoarseTiles(cases, store, service, shape);
        CompareUpTo(to, cases, store, after, service, keyed: false);
    });

    [Fact]
    public void Blocks_are_the_same_bytes_however_they_came() => ForAll(keyed: false, cases =>
    {
        var service = WithLateness(cases.Service, Latenesses[^1]);
        var reader = new EventHistory(cases, cases.Events(120));
        var shape = cases.Pick(Shapes);
        var to = Instant.From(cases.Time());
        using var whole = new MemoryOnlineStore();
        using var split = new MemoryOnlineStore();
        new RangeMaterializer(whole, reader, service, shape).Run(new(Instant.Min, to));
        var materializer = new RangeMaterializer(split, reader, service, shape);
        var ranges = Ranges(cases, to);
        foreach (var range in cases.Shuffle(ranges)) materializer.Run(range);
        materializer.Run(cases.Pick(ranges));
        StoreDump.Of(split, service).ShouldBe(StoreDump.Of(whole, service), $"seed {cases.Seed}");
    });

    private static (ServicePlan Service, EventHistory Reader) Given(Histories cases) =>
        (WithLateness(cases.Service, cases.Pick(Latenesses)), new EventHistory(cases, cases.Events(cases.Next(4) == 0 ? 150 : 40)));

    private static ServicePlan WithLateness(ServicePlan service, Duration lateness) => service with
    {
        Reads = [.. service.Reads.Select(read => read with { View = read.View with { AllowedLateness = lateness } })],
    };

    private static List<Interval> Ranges(Histories cases, Instant to)
    {
        var cuts = new List<Instant> { Instant.Min, to };
        for (var i = cases.Next(4); i > 0; i--)
        {
            var cut = Instant.From(cases.Time());
            if (cut < to) cuts.Add(cut);
        }

        cuts.Sort();
        return [.. cuts.Zip(cuts.Skip(1), (start, end) => new Interval(start, end)).Where(range => !range.IsEmpty)];
    }

    // What happens from the end on is not in the state; it may still replace what is, so that a keyed history cannot simply be cut there.
    private static void CompareUpTo(Instant to, Histories cases, IOnlineStore store, EventHistory reader, ServicePlan service, bool keyed)
    {
        var rows = cases.Rows();
        var atEnd = rows.Select(row => row with { At = to.ToDateTimeOffset() });
        if (keyed)
        {
            Compare(cases, store, reader, service, [.. rows.Where(row => Instant.From(row.At) < to)], to);
            Compare(cases, store, reader, service with { Reads = [.. service.Reads.Where(read => read.View is AggregationViewPlan)], Lookups = [] }, [.. atEnd], to);
        }
        else Compare(cases, store, cases.Reader([.. reader.Events.Where(e => Instant.From(e.At) < to)]), service, [.. rows, .. atEnd], to);
    }

    // From `answered` on everything must be answered; before it the state may say that it is too early.
    private static void Compare(Histories cases, IOnlineStore store, ISourceReader history, ServicePlan service, List<(DateTimeOffset At, string? Who, long? Where)> rows, Instant? answered)
    {
        if (rows.Count == 0) return;
        var request = cases.Request(rows, asKnown: false) with { Service = service };
        var expected = Answers.Plain(history, request);
        var actual = OnlineAnswers.Read(store, request);
        for (var i = 0; i < actual.Count; i++)
        {
            var row = rows[int.Parse(actual[i][..actual[i].IndexOf(' ')], System.Globalization.CultureInfo.InvariantCulture)];
            var mayRefuse = answered is not { } from || Instant.From(row.At) < from;
            if (mayRefuse && (actual[i].EndsWith("= TooEarly", StringComparison.Ordinal) || actual[i].EndsWith("= NotMaterialized", StringComparison.Ordinal))) continue;

            // Where only a part of the past is there, whether an old row was ever seen is not known; the value is null either way.
            if (answered is null && actual[i].EndsWith("null NotFound", StringComparison.Ordinal) && expected[i].EndsWith("null OutsideMaxAge", StringComparison.Ordinal)) continue;
            actual[i].ShouldBe(expected[i], $"seed {cases.Seed}, at {row.At:O} for {row.Who}/{row.Where}");
        }
    }

    private static void CheckCoarseTiles(Histories cases, IOnlineStore store, ServicePlan service, BlockShape shape) =>
        CoarseCheck.ShouldHold(store, service.Reads.Select(read => read.View), shape, $"seed {cases.Seed}");

    private static void ForAll(bool keyed, Action<Histories> law)
    {
        FeatureRepository repository = keyed ? new EveryAggregateKeyed() : new EveryAggregate();
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++) law(new Histories(seed, repository));
    }
}
