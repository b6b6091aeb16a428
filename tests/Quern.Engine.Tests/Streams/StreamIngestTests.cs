using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.PointInTime;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Streams;

public sealed class StreamIngestTests
{
    private static readonly Instant Now = new(15_000_000);
    private static readonly Happening Sound = new() { At = Now.ToDateTimeOffset(), Who = "a", Where = 1, Amount = 2, Price = 1.5, Id = "x" };

    [Fact]
    public void Refused_events_name_their_reason_and_are_kept_as_dead_letters()
    {
        using var project = Project(new StreamedAggregates());
        var report = project.Push([Sound, Sound with { At = Sound.At.AddSeconds(5.5) }, Sound with { Price = double.NaN }, Sound with { Text = "last" }]);
        report.Accepted.ShouldBe(2);
        report.Refused.Select(refusal => $"{refusal.Index} {refusal.Code}").ShouldBe(["1 QRN4035", "2 QRN4037"]);
        report.Refused[0].Reason.ShouldBe("Its event time, 1970-01-01T00:00:20.500Z, is more than 5s ahead of the clock, 1970-01-01T00:00:15Z.");
        var letters = DeadLetters.List(project.Log, "happenings");
        letters.Select(letter => letter.Code).ShouldBe(["QRN4035", "QRN4037"]);
        letters[1].Event.ShouldContain("\"price\":\"NaN\"");
        DeadLetters.Remove(project.Log, [letters[0].Number]);
        DeadLetters.List(project.Log).ShouldHaveSingleItem().Number.ShouldBe(letters[1].Number);
        project.Ingest.Counts["happenings"].Refused.ShouldBe(2);
    }

    [Fact]
    public void Equal_events_with_one_key_are_one_and_others_replace_it()
    {
        using var project = Project(new StreamedAggregatesKeyed());
        Counts(project.Push([Sound, Sound with { Id = null }, Sound with { Id = null }])).ShouldBe((3, 0));
        Counts(project.Push([Sound, Sound with { Amount = 3 }])).ShouldBe((1, 1));
        Counts(project.Push([Sound with { Amount = 3 }])).ShouldBe((0, 1));
        new StreamLog(project.Log).End("happenings").ShouldBe(4);
    }

    [Fact]
    public void Unknown_stream_is_named_with_those_that_are_there()
    {
        using var project = Project(new StreamedAggregates());
        var finding = Should.Throw<QuernException>(() => project.Ingest.SchemaOf("hapenings")).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN4031");
        finding.Hint.ShouldBe("Streams: happenings.");
    }

    [Fact]
    public void Another_process_is_told_that_the_streams_are_taken()
    {
        using var project = Project(new StreamedAggregates());
        using var state = new MemoryOnlineStore();
        Should.Throw<QuernException>(() => new StreamIngest(project.Log, state, project.Clock, new())).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN4033");
    }

    [Fact]
    public async Task What_waits_beyond_the_limit_is_turned_away_and_nothing_of_it_is_taken()
    {
        using var project = Project(new StreamedAggregates(), new() { Waiting = -1 });
        var events = RecordField.Batch(project.Ingest.SchemaOf("happenings"), [Sound]);
        (await Should.ThrowAsync<QuernException>(() => project.Ingest.PushAsync("happenings", events))).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN4032");
        new StreamLog(project.Log).End("happenings").ShouldBe(0);
    }

    [Fact]
    public void Commit_that_fails_takes_nothing_and_the_next_one_goes_well()
    {
        using var project = Project(new StreamedAggregates());
        project.Log.Left = 0;
        Should.Throw<FailingStore.KilledException>(() => project.Push([Sound]));
        project.Log.Left = int.MaxValue;
        project.Push([Sound, Sound]).Accepted.ShouldBe(2);
        new StreamLog(project.Log).End("happenings").ShouldBe(2);
    }

    [Fact]
    public async Task Position_of_a_feed_is_durable_with_its_events_and_moves_only_from_where_it_stands()
    {
        using var project = Project(new StreamedAggregates());
        Task<PushReport> Feed(long from, long to, params Happening[] events) =>
            project.Ingest.PushAsync("happenings", RecordField.Batch(project.Ingest.SchemaOf("happenings"), events), null, new("topic 3", from, to));
        project.Ingest.PositionOf("happenings", "topic 3").ShouldBeNull();
        (await Feed(40, 42, Sound, Sound)).Accepted.ShouldBe(2);
        (await Feed(42, 50)).Accepted.ShouldBe(0);
        project.Ingest.PositionOf("happenings", "topic 3").ShouldBe(50);
        var finding = (await Should.ThrowAsync<QuernException>(() => Feed(42, 43, Sound))).Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN4039", "stream 'happenings': 'topic 3' was read from 42, but the stream has it up to 50"));
        project.Log.Left = 0;
        await Should.ThrowAsync<FailingStore.KilledException>(() => Feed(50, 51, Sound));
        project.Log.Left = int.MaxValue;
        project.Ingest.PositionOf("happenings", "topic 3").ShouldBe(50);
        new StreamLog(project.Log).End("happenings").ShouldBe(2);
    }

    [Fact]
    public async Task Positions_of_a_feed_that_belong_together_move_together_or_not_at_all()
    {
        using var project = Project(new StreamedAggregates());
        Task<PushReport> Feed(long from, long to, long partFrom, long partTo) => project.Ingest.PushAsync(
            "happenings", RecordField.Batch(project.Ingest.SchemaOf("happenings"), new[] { Sound }), null, new("slot", from, to) { With = new("slot, part", partFrom, partTo) });
        (long?, long?) Stands() => (project.Ingest.PositionOf("happenings", "slot"), project.Ingest.PositionOf("happenings", "slot, part"));
        await Feed(0, 10, 0, 3);
        await Feed(10, 10, 3, 7);
        Stands().ShouldBe((10, 7));
        // The first of them stands where it should, the other does not.
        var finding = (await Should.ThrowAsync<QuernException>(() => Feed(10, 20, 3, 0))).Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN4039", "stream 'happenings': 'slot, part' was read from 3, but the stream has it up to 7"));
        project.Push([Sound]);
        Stands().ShouldBe((10, 7));
        new StreamLog(project.Log).End("happenings").ShouldBe(3);
    }

    [Fact]
    public void Vitals_say_what_came_how_long_it_took_and_what_is_not_in_the_state_yet()
    {
        using var project = Project(new StreamedAggregatesKeyed());
        project.Push([Sound, Sound with { Id = "y", At = Sound.At.AddSeconds(-2) }, Sound with { Id = "z", At = Sound.At.AddSeconds(6) }]);
        project.Timer.Advance(TimeSpan.FromSeconds(1));
        project.Push([Sound]);
        var vitals = project.Ingest.Vitals.ShouldHaveSingleItem();
        (vitals.Stream, vitals.Events, vitals.Accepted, vitals.Duplicate, vitals.Refused, vitals.Lag, vitals.PerSecond).ShouldBe(("happenings", 2, 2, 1, 1, 2, 0.3));
        vitals.Visible.ShouldBe(new(TimeSpan.Zero, TimeSpan.Zero));
        vitals.Fresh.P50.ShouldBe(TimeSpan.Zero);
        vitals.Fresh.P99!.Value.TotalSeconds.ShouldBeInRange(2, 2.25);
        project.Checkpoint();
        project.Ingest.Vitals.Single().Lag.ShouldBe(0);
        project.Timer.Advance(TimeSpan.FromSeconds(60));
        project.Ingest.Vitals.Single().PerSecond.ShouldBe(0);
    }

    [Fact]
    public void Meter_has_what_streams_have_had()
    {
        using var project = Project(new StreamedAggregatesKeyed());
        var measured = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == project.Ingest.Meter) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => measured.AddOrUpdate(instrument.Name, 1, (_, count) => count + 1));
        listener.Start();
        project.Push([Sound, Sound, Sound with { At = Sound.At.AddSeconds(6), Id = "y" }]);
        listener.RecordObservableInstruments();
        measured.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => $"{item.Key} {item.Value}").ShouldBe(
        [
            "quern.stream.accepted 1", "quern.stream.duplicate 1", "quern.stream.fresh 1", "quern.stream.lag 1", "quern.stream.late 0", "quern.stream.refused 1", "quern.stream.visible 1",
        ]);
    }

    private static (int Accepted, int Duplicate) Counts(PushReport report) => (report.Accepted, report.Duplicate);

    private static StreamProject Project(FeatureRepository repository, StreamLimits? limits = null) => new(repository, Now, limits ?? new());
}
