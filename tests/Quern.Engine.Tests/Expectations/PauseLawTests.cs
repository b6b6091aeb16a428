using Quern.Engine.Online;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Engine.Tests.Streams;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>A paused view answers from what it had, and once it is resumed it has the bits of one that was never paused.</summary>
public sealed class PauseLawTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 8 : 1000;
    private static readonly Instant Now = new(15_000_000);

    [Fact]
    public void Materialized_view_pauses_before_it_writes_and_goes_on_without_a_gap()
    {
        var pauses = 0;
        ForAll(new PausingAggregates(), cases => pauses += PausesOf(cases));
        pauses.ShouldBeGreaterThan(0);
    }

    private static int PausesOf(Histories cases)
    {
        var pauses = 0;
        var reader = cases.Reader(cases.Events(60));
        var service = Histories.PlanOf(new EveryAggregate());
        using var never = new MemoryOnlineStore();
        using var paused = new MemoryOnlineStore();
        var law = new MaterializedCase(cases, new(86_400_000_000));
        foreach (var to in Enumerable.Range(0, 4).Select(_ => Instant.From(cases.Time())).Order())
            foreach (var view in law.Service.Reads.Select(read => read.View).DistinctBy(view => view.Reference))
            {
                var before = Dump(paused, law.Service);
                var memory = cases.Pick([1L << 10, 1L << 28]);
                if (MaterializedCase.Run(view, reader, paused, to, memory: memory).Paused is { } pause)
                {
                    pauses++;
                    pause.Reason.ShouldStartWith("'less than four' of happenings is not met: ");
                    MaterializedCase.Run(view, reader, paused, to).ShouldSatisfyAllConditions(again => again.Paused.ShouldBe(pause), again => again.RowsRead.ShouldBe(0));
                    Dump(paused, law.Service).ShouldBe(before, $"seed {cases.Seed}");
                    Resume(paused, view.Reference);
                    MaterializedCase.Run(view, reader, paused, to, memory: memory).Paused.ShouldBeNull($"seed {cases.Seed}, to {to}");
                }

                MaterializedCase.Run(service.Reads.First(read => read.View.Reference == view.Reference).View with { AllowedLateness = view.AllowedLateness }, reader, never, to, memory: memory);
                Dump(paused, law.Service).ShouldBe(Dump(never, law.Service), $"seed {cases.Seed}, {view.Reference} to {to}");
            }

        return pauses;
    }

    [Fact]
    public void View_paused_by_hand_is_not_written_until_it_is_resumed() => ForAll(new EveryAggregate(), cases =>
    {
        var reader = cases.Reader(cases.Events(40));
        using var store = new MemoryOnlineStore();
        var law = new MaterializedCase(cases, new(86_400_000_000));
        var view = law.Views[0];
        using (var write = store.BeginWrite())
        {
            PauseCatalog.Pause(write, new(view.Reference, Now, "by hand", 0, null));
            write.Commit();
        }

        var before = Dump(store, law.Service);
        MaterializedCase.Run(view, reader, store, new(0)).Paused!.Reason.ShouldBe("by hand");
        Dump(store, law.Service).ShouldBe(before);
        PauseCatalog.Lasting(store).Keys.ShouldBe([view.Reference]);
        Resume(store, view.Reference);
        PauseCatalog.Lasting(store).ShouldBeEmpty();
        MaterializedCase.Run(view, reader, store, new(0)).Paused.ShouldBeNull();
    });

    [Fact]
    public void Views_of_a_stream_stop_at_the_event_and_go_on_from_the_log() => ForAll(new PausingLive(), cases =>
    {
        using var project = new StreamProject(new PausingLive(), Now, new());
        var (logged, visible, isPaused) = (new List<Happening>(), new List<Happening>(), false);
        for (var step = 4 + cases.Next(8); step >= 0; step--)
        {
            switch (cases.Next(8))
            {
                case 0: project.Checkpoint(); break;
                case 1: project.Restart(killed: cases.Next(2) == 0); break;
                case 2:
                    project.Pause();
                    isPaused = true;
                    break;
                case 3 when isPaused:
                    project.Resume();
                    (isPaused, visible) = (false, [.. logged]);
                    break;
                default:
                    // Later pushes are known later, as the log has it.
                    List<Happening> events = [.. cases.Events(8).Select(e => e with { Known = Now.ToDateTimeOffset().AddMinutes(-step) })];
                    project.Push(events).Accepted.ShouldBe(events.Count);
                    logged.AddRange(events);
                    if (isPaused) break;
                    visible.AddRange(events.TakeWhile(e => !PausingAggregates.Pauses(e)));
                    isPaused = events.Any(PausingAggregates.Pauses);
                    break;
            }

            project.IsPaused.ShouldBe(isPaused, $"seed {cases.Seed}, step {step}");
            if (cases.Next(3) == 0) Compare(cases, project, visible);
        }

        Compare(cases, project, visible);
        if (isPaused) project.Resume();
        Compare(cases, project, logged);
    });

    // Of the views that have a state.
    private static List<string> Dump(MemoryOnlineStore store, ServicePlan service)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return StoreDump.Of(store, service with { Reads = [.. service.Reads.Where(read => OnlineCatalog.Find(snapshot, read.View) is not null)] });
    }

    internal static void Resume(MemoryOnlineStore store, string view)
    {
        using var write = store.BeginWrite();
        PauseCatalog.Resume(write, view, 0).ShouldNotBeNull();
        write.Commit();
    }

    private static void Compare(Histories cases, StreamProject project, List<Happening> visible)
    {
        var (served, trained) = project.Answers(cases.Request([.. cases.Rows().Select(row => row with { At = Now.ToDateTimeOffset() })], asKnown: false), cases.Reader(visible));
        served.ShouldBe(trained, $"seed {cases.Seed}");
    }

    private static void ForAll(FeatureRepository repository, Action<Histories> law)
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Rounds; seed++) law(new(seed, repository));
    }
}
