using System.Collections.Concurrent;
using Quern.Engine.TrainingSets;
using Quern.Engine.TrainingSets.Runs;

namespace Quern.Engine.Tests.TrainingSets.Runs;

public sealed class TrainingRunsTests
{
    private readonly Memory _store = new();
    private readonly Clock _time = new();

    [Fact]
    public void Runs_AreMadeOneAfterTheOther_InTheirOrder()
    {
        using var runs = new TrainingRuns(_store, new(), _time);
        var (first, second) = (new Work(), new Work());
        Submit(runs, "a", first).Status.ShouldBe(RunStatus.Queued);
        Submit(runs, "b", second);
        first.Begun.Wait(TestContext.Current.CancellationToken);
        runs.Find("a")!.Status.ShouldBe(RunStatus.Running);
        first.Tell!("reading sales", 3, 10);
        runs.Find("a")!.Progress.ShouldBe(new TrainingSetProgress("reading sales", 3, 10));
        second.Begun.IsSet.ShouldBeFalse();
        first.Goes.Set();
        second.Begun.Wait(TestContext.Current.CancellationToken);
        Stands(runs, "a", RunStatus.Succeeded).Manifest!.Rows.ShouldBe(7);
        second.Goes.Set();
        Stands(runs, "b", RunStatus.Succeeded).Progress.ShouldBeNull();
        (first.Disposed, second.Disposed).ShouldBe((1, 1));
        _store.Saved["b"].Status.ShouldBe(RunStatus.Succeeded);
        runs.All.Select(run => run.Id).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void MoreThanMayWait_AreRefused_AndTheirWorkIsDisposed()
    {
        using var runs = new TrainingRuns(_store, new() { Waiting = 1 }, _time);
        var busy = new Work();
        Submit(runs, "a", busy);
        busy.Begun.Wait(TestContext.Current.CancellationToken);
        Submit(runs, "b", new Work());
        var refused = new Work();
        Should.Throw<QuernException>(() => Submit(runs, "c", refused)).Findings[0].Code.ShouldBe("QRN5106");
        Should.Throw<QuernException>(runs.RequireRoom).Findings[0].Code.ShouldBe("QRN5106");
        refused.Disposed.ShouldBe(1);
        runs.Find("c").ShouldBeNull();
    }

    [Fact]
    public void RunThatIsCalledOff_StopsWhereItIs_OrNeverBegins()
    {
        using var runs = new TrainingRuns(_store, new(), _time);
        var (busy, waiting) = (new Work(), new Work());
        Submit(runs, "a", busy);
        Submit(runs, "b", waiting);
        busy.Begun.Wait(TestContext.Current.CancellationToken);
        runs.Remove("b")!.Status.ShouldBe(RunStatus.Cancelled);
        waiting.Disposed.ShouldBe(1);
        runs.Remove("a")!.Status.ShouldBe(RunStatus.Running);
        Stands(runs, "a", RunStatus.Cancelled).Findings.ShouldBeEmpty();
        runs.Remove("a")!.Status.ShouldBe(RunStatus.Cancelled);
        runs.Find("a").ShouldBeNull();
        _store.Saved.Keys.ShouldBe(["b"]);
        runs.Remove("a").ShouldBeNull();
        waiting.Begun.IsSet.ShouldBeFalse();
    }

    [Fact]
    public void RunThatFails_KeepsItsFindings_AndAFaultIsTold()
    {
        var told = new ConcurrentQueue<Exception>();
        using var runs = new TrainingRuns(_store, new(), _time, told.Enqueue);
        Submit(runs, "a", new Work { Failure = new QuernException([new("QRN3020", "gone"), new("QRN3022", "broken")]) });
        Submit(runs, "b", new Work { Failure = new AggregateException(new QuernException(new Finding("QRN3022", "broken"))) });
        Submit(runs, "c", new Work { Failure = new InvalidOperationException("a fault") });
        Stands(runs, "a", RunStatus.Failed).Findings.Select(finding => finding.Code).ShouldBe(["QRN3020", "QRN3022"]);
        Stands(runs, "b", RunStatus.Failed).Findings.Select(finding => finding.Code).ShouldBe(["QRN3022"]);
        Stands(runs, "c", RunStatus.Failed).Findings.Select(finding => finding.Code).ShouldBe(["QRN5000"]);
        told.Single().Message.ShouldBe("a fault");
    }

    [Fact]
    public void End_OfTheProcess_FailsWhatIsNotOver_OrderlyOrNot()
    {
        var (busy, waiting) = (new Work(), new Work());
        using (var runs = new TrainingRuns(_store, new(), _time))
        {
            Submit(runs, "a", busy);
            Submit(runs, "b", waiting);
            busy.Begun.Wait(TestContext.Current.CancellationToken);
        }

        foreach (var id in new[] { "a", "b" }) (_store.Saved[id].Status, _store.Saved[id].Findings[0].Code).ShouldBe((RunStatus.Failed, "QRN5109"));
        waiting.Begun.IsSet.ShouldBeFalse();

        _store.Save(_store.Saved["a"] with { Id = "killed", Status = RunStatus.Running, Ended = null, Findings = [] });
        using var next = new TrainingRuns(_store, new(), _time);
        (next.Find("killed")!.Status, next.Find("killed")!.Findings[0].Code).ShouldBe((RunStatus.Failed, "QRN5109"));
        next.All.Count.ShouldBe(3);
    }

    [Fact]
    public void RunsThatAreOver_AreKeptInNumberAndAge()
    {
        using (var runs = new TrainingRuns(_store, new() { Kept = 2, KeptFor = TimeSpan.FromDays(1) }, _time))
            for (var i = 0; i < 4; i++)
            {
                _time.Now += TimeSpan.FromHours(1);
                var work = new Work();
                work.Goes.Set();
                Submit(runs, $"{i}", work);
                Stands(runs, $"{i}", RunStatus.Succeeded);
            }

        _store.Saved.Keys.Order().ShouldBe(["2", "3"]);
        _time.Now += TimeSpan.FromHours(23.5);
        using var next = new TrainingRuns(_store, new() { Kept = 2, KeptFor = TimeSpan.FromDays(1) }, _time);
        next.All.Select(run => run.Id).ShouldBe(["3"]);
    }

    private static TrainingRun Submit(TrainingRuns runs, string id, Work work) => runs.Submit(new() { Id = id, Output = "result.parquet", Submitted = default }, work);

    private static TrainingRun Stands(TrainingRuns runs, string id, RunStatus status)
    {
        SpinWait.SpinUntil(() => runs.Find(id) is null or { IsOver: true }, TimeSpan.FromMinutes(2));
        runs.Find(id)!.Status.ShouldBe(status);
        return runs.Find(id)!;
    }

    private sealed class Work : ITrainingWork
    {
        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim Goes { get; } = new();

        public Exception? Failure { get; init; }

        public Action<string, long, long>? Tell { get; private set; }

        public int Disposed { get; private set; }

        public TrainingSetManifest Run(Action<string, long, long> progress, CancellationToken cancellation)
        {
            Tell = progress;
            Begun.Set();
            if (Failure is not null) throw Failure;
            Goes.Wait(cancellation);
            return new()
            {
                Quern = "0", Commit = 1, Features = [], Definitions = new Dictionary<string, string>(), Sources = new Dictionary<string, string>(), SpineSnapshot = "", TimeColumn = "t", AsKnown = false, Statuses = false,
                OnBadRow = "fail", Seed = 0, PartRows = 1, Rows = 7, BadRows = 0, LeakCheckRows = 1, Columns = [], OutputHash = "",
            };
        }

        public void Dispose() => Disposed++;
    }

    private sealed class Memory : ITrainingRunStore
    {
        public ConcurrentDictionary<string, TrainingRun> Saved { get; } = new();

        public IReadOnlyList<TrainingRun> Load() => [.. Saved.Values];

        public void Save(TrainingRun run) => Saved[run.Id] = run;

        public void Remove(string id) => Saved.TryRemove(id, out _);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2024, 5, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
