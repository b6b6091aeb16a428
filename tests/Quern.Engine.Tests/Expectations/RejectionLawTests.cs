using Quern.Engine.Streams;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.PointInTime;
using Quern.Engine.Tests.Streams;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>A rejected row is rejected alike wherever it is read: training set, online state and stream have the bits of a history without it.</summary>
public sealed class RejectionLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 12 : 1000;
    private static readonly Instant Now = new(15_000_000);

    [Fact]
    public void Rejected_rows_are_as_if_they_had_never_been() => ForAll(new Expecting(), cases =>
    {
        var events = cases.Events(100);
        var (reader, clean) = (cases.Reader(events), cases.Reader(events.Where(e => !Expecting.Rejects(e))));
        var request = cases.Request(cases.Rows(), asKnown: cases.Next(2) == 0);
        var trained = Answers.Fast(reader, request, memory: cases.Pick([1L << 10, 1L << 30]));
        trained.ShouldBe(Answers.Plain(clean, request with { Service = Histories.PlanOf(new EveryAggregate()) }), $"seed {cases.Seed}");
        Answers.Plain(reader, request).ShouldBe(trained, $"seed {cases.Seed}");

        var law = new MaterializedCase(cases, new(86_400_000_000));
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        law.Run(reader, store, to, memory: cases.Pick([1L << 10, 1L << 28]));
        law.Online(store, law.At(to)).Count.ShouldBeGreaterThan(0);
        var at = law.At(to);
        law.Online(store, at).ShouldBe(Answers.Fast(reader, at), $"seed {cases.Seed}, at {to}");
    });

    [Fact]
    public void Rejected_versions_of_keyed_rows_are_as_if_a_filter_left_them_out() => ForAll(new ExpectingKeyed(), cases =>
    {
        var reader = cases.Reader(cases.Events(100));
        var request = cases.Request(cases.Rows(), asKnown: cases.Next(2) == 0);
        var trained = Answers.Fast(reader, request);
        trained.ShouldBe(Answers.Plain(reader, request with { Service = Histories.PlanOf(new FilteringKeyed()) }), $"seed {cases.Seed}");

        var law = new MaterializedCase(cases, new(86_400_000_000));
        using var store = new MemoryOnlineStore();
        var to = Instant.From(cases.Time());
        law.Run(reader, store, to);
        var at = law.At(to);
        law.Online(store, at).ShouldBe(Answers.Fast(reader, at), $"seed {cases.Seed}, at {to}");
    });

    [Fact]
    public void Pushed_events_that_are_rejected_are_dead_letters_and_nothing_else() => ForAll(new ExpectingLive(), cases =>
    {
        using var project = new StreamProject(new ExpectingLive(), Now, new());
        var pushed = new List<Happening>();
        for (var step = cases.Next(5); step >= 0; step--)
        {
            var events = cases.Events(20);
            project.Push(events).Refused.Select(refusal => $"{refusal.Index} {refusal.Code}").ShouldBe(
                events.Select((e, i) => (e, i)).Where(pair => Expecting.Rejects(pair.e)).Select(pair => $"{pair.i} QRN6310"), $"seed {cases.Seed}");
            pushed.AddRange(events);
            if (cases.Next(2) == 0) project.Checkpoint();
            if (cases.Next(2) == 0) project.Restart(killed: cases.Next(2) == 0);
        }

        DeadLetters.List(project.Log).Count.ShouldBe(pushed.Count(Expecting.Rejects));
        Compare(cases, project);
    });

    [Fact]
    public void Events_that_were_logged_before_anything_was_expected_are_rejected_when_they_are_read() => ForAll(new ExpectingLiveKeyed(), cases =>
    {
        using var project = new StreamProject(new StreamedAggregatesKeyed(), Now, new());
        for (var step = cases.Next(4); step >= 0; step--)
        {
            project.Push(cases.Events(20)).Refused.ShouldBeEmpty();
            if (cases.Next(2) == 0) project.Checkpoint();
        }

        project.Define(new ExpectingLiveKeyed());
        for (var step = cases.Next(4); step >= 0; step--) project.Push(cases.Events(10));
        if (cases.Next(2) == 0) project.Restart(killed: cases.Next(2) == 0);
        Compare(cases, project);
    });

    private static void Compare(Histories cases, StreamProject project)
    {
        var (served, trained) = project.Answers(cases.Request([.. cases.Rows().Select(row => row with { At = Now.ToDateTimeOffset() })], asKnown: false));
        served.ShouldBe(trained, $"seed {cases.Seed}");
    }

    private static void ForAll(FeatureRepository repository, Action<Histories> law)
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++) law(new(seed, repository));
    }
}
