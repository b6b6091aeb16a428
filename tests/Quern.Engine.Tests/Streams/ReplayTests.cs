using Quern.Engine.Serving;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Schema;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

/// <summary>Replays: at a clock that events move, a push of any size is taken as its events would be one by one.</summary>
public sealed class ReplayTests
{
    private const long Lateness = 20;
    private static readonly Happening Some = new() { Who = "a", Where = 1, Amount = 2, Price = 1.5, Id = "x" };

    [Fact]
    public void Push_of_any_size_has_the_late_events_that_its_events_have_one_by_one()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var at = 0;
            var events = Enumerable.Range(0, 60).Select(_ => Some with { At = Instants(at += random.Next(12)), Text = "in order" })
                .SelectMany(happening => random.Next(4) == 0 ? [happening, happening with { At = happening.At.AddSeconds(-random.Next(40) - 0.5), Text = "before it" }] : new[] { happening })
                .ToList();
            var greatest = DateTimeOffset.MinValue;
            var late = 0;
            foreach (var happening in events)
            {
                if (happening.At > greatest) greatest = happening.At;
                if (happening.At < greatest.AddSeconds(-Lateness)) late++;
            }

            using var together = new Replayed();
            var whole = together.Push(events);
            using var apart = new Replayed();
            var parts = events.Chunk(random.Next(1, 9)).Select(part => apart.Push(part)).ToArray();
            (whole.Accepted, whole.Late).ShouldBe((events.Count, late), $"seed {seed}");
            (parts.Sum(part => part.Accepted), parts.Sum(part => part.Late)).ShouldBe((events.Count, late), $"seed {seed}");
        }
    }

    [Fact]
    public void Refused_events_keep_their_places()
    {
        using var replayed = new Replayed();
        Happening[] events = [Some with { At = Instants(0) }, Some with { At = Instants(100), Price = double.NaN }, Some with { At = Instants(200) }, Some with { At = Instants(300), Price = double.NaN }];
        var report = replayed.Push(events, [new Refusal(0, "QRN5040", "broken", "broken"), new Refusal(4, "QRN5040", "broken", "broken")]);
        report.Accepted.ShouldBe(2);
        report.Refused.Select(refusal => $"{refusal.Index} {refusal.Code}").ShouldBe(["0 QRN5040", "2 QRN4037", "4 QRN5040", "5 QRN4037"]);
    }

    private static DateTimeOffset Instants(long seconds) => new Instant(seconds * Instant.PerSecond).ToDateTimeOffset();

    private sealed class Replayed : IDisposable
    {
        private readonly MemoryOnlineStore _log = new();
        private readonly MemoryOnlineStore _state = new();
        private readonly StreamIngest _ingest;

        public Replayed()
        {
            var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new StreamedAggregates()), new PlanOptions());
            _ingest = new(_log, _state, new Clock(), new() { CheckpointEvery = TimeSpan.FromDays(1) });
            _ingest.Use(plan! with { Views = plan.Views.ToDictionary(view => view.Key, view => view.Value with { AllowedLateness = new(Lateness * Instant.PerSecond) }) });
        }

        public PushReport Push(IReadOnlyList<Happening> events, IReadOnlyList<Refusal>? refused = null) =>
            _ingest.PushAsync("happenings", RecordField.Batch(_ingest.SchemaOf("happenings"), events), refused).GetAwaiter().GetResult();

        public void Dispose()
        {
            _ingest.Dispose();
            _state.Dispose();
            _log.Dispose();
        }
    }

    private sealed class Clock : IAdvancingClock
    {
        private long _now = Instant.Min.Microseconds;

        public Instant Now => new(Volatile.Read(ref _now));

        public void Advance(Instant to) => Volatile.Write(ref _now, Math.Max(_now, to.Microseconds));
    }
}
