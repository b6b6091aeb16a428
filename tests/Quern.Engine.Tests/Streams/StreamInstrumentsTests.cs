using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Quern.Engine.Parts;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

/// <summary>What parts of a shared stream measure together.</summary>
public sealed class StreamInstrumentsTests
{
    private static readonly Instant Now = new(15_000_000);
    private static readonly Happening Sound = new() { At = Now.ToDateTimeOffset().AddSeconds(-2), Who = "a", Where = 1, Amount = 2, Price = 1.5, Id = "x" };

    [Fact]
    public async Task Parts_count_together_and_their_events_are_visible_when_they_are_in_the_state()
    {
        using var instruments = new StreamInstruments();
        using var listener = new MeterListener();
        var measured = new ConcurrentDictionary<string, ConcurrentQueue<double>>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == instruments.Meter) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.GetOrAdd(instrument.Name, _ => []).Enqueue(value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.GetOrAdd(instrument.Name, _ => []).Enqueue(value));
        listener.Start();
        var (timer, clock) = (new FakeTimer(), new FakeClock(Now));
        var first = Part(instruments, timer, clock);
        var second = Part(instruments, timer, clock);
        await PushAsync(first, [Sound, Sound with { Id = "y", At = Sound.At.AddSeconds(1) }]);
        await PushAsync(second, [Sound]);
        measured["quern.stream.accepted"].ShouldBe([2, 1]);
        measured.ShouldNotContainKey("quern.stream.visible");

        timer.Advance(TimeSpan.FromSeconds(3));
        clock.Advance(new(3_000_000));
        // What a part writes last it writes when it is let go.
        first.Dispose();
        measured["quern.stream.visible"].ShouldBe([3]);
        measured["quern.stream.fresh"].ShouldBe([4]);
        await PushAsync(second, [Sound with { Id = "z" }]);
        measured["quern.stream.accepted"].ShouldBe([2, 1, 1]);
        second.Dispose();
        measured["quern.stream.visible"].ShouldBe([3, 3, 0]);
        measured["quern.stream.fresh"].ShouldBe([4, 5, 5]);
        // A part's lag is told by whoever has parts.
        measured.ShouldNotContainKey("quern.stream.lag");
    }

    private static StreamIngest Part(StreamInstruments instruments, TimeProvider timer, FakeClock clock)
    {
        var own = new OwnPart(new("happenings", 1, MessageKeyForm.Text, (_, _) => 0), 0);
        var ingest = new StreamIngest(new MemoryOnlineStore(), new MemoryOnlineStore(), clock, new() { CheckpointEvery = TimeSpan.FromDays(1) }, null, timer, own, instruments);
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new StreamedAggregatesKeyed()), new PlanOptions());
        findings.ShouldBeEmpty();
        ingest.Use(plan!);
        return ingest;
    }

    private static Task<PushReport> PushAsync(StreamIngest part, Happening[] events) => part.PushAsync("happenings", RecordField.Batch(part.SchemaOf("happenings"), events));
}
