using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Recovery;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.Tests.Materialization;
using Quern.Engine.Tests.Online;
using Quern.Engine.Tests.PointInTime;
using Quern.Planning;
using Quern.Testing.Online;
using Quern.Testing;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Streams;

/// <summary>A project with one stream, in memory: events can be pushed, what has come written into the state, and the process lost.</summary>
internal sealed class StreamProject : IDisposable
{
    private readonly FailingStore _log = new(new MemoryOnlineStore(), int.MaxValue);
    private readonly FailingStore _state = new(new MemoryOnlineStore(), int.MaxValue);
    private RepositoryPlan _plan;
    private readonly StreamLimits _limits;
    private StreamIngest _ingest;

    public StreamProject(FeatureRepository repository, Instant now, StreamLimits limits, Duration? lateness = null)
    {
        var plan = PlanOf(repository);
        _plan = lateness is { } late ? plan with { Views = plan.Views.ToDictionary(view => view.Key, view => view.Value with { AllowedLateness = late }) } : plan;
        (_limits, Clock) = (limits with { CheckpointEvery = TimeSpan.FromDays(1) }, new(now));
        _ingest = Start();
    }

    public FakeClock Clock { get; }

    /// <summary>Gets what times pushes.</summary>
    public FakeTimer Timer { get; } = new();

    public FailingStore Log => _log;

    public StreamIngest Ingest => _ingest;

    /// <summary>Gets what lies in files.</summary>
    public MemorySourceReader Files { get; } = new();

    public PushReport Push(IReadOnlyList<Happening> events) => _ingest.PushAsync("happenings", RecordField.Batch(_ingest.SchemaOf("happenings"), events)).GetAwaiter().GetResult();

    /// <summary>Brings history in, or all anew; when it is killed after some commits, that is how it stays.</summary>
    public void Materialize(bool rebuild = false, int commits = int.MaxValue)
    {
        _state.Left = commits;
        try
        {
            MaterializeAll(rebuild);
        }
        catch (FailingStore.KilledException)
        {
            // What was committed stays.
        }

        _state.Left = int.MaxValue;
    }

    private void MaterializeAll(bool rebuild)
    {
        foreach (var view in _plan.Views.Values)
        {
            var log = new StreamLog(_log);
            var materializer = new Materializer(new StreamedSourceReader(Files, log), _state, new(2, 1 << 20), log) { Shape = _limits.Shape };
            materializer.Run(new(view, null, Clock.Now, rebuild, new(BadRowPolicy.Fail)), null, default);
        }
    }

    /// <summary>Gets whether any view is paused.</summary>
    public bool IsPaused => PauseCatalog.Lasting(_state).Count > 0;

    /// <summary>Pauses every view, as another process would.</summary>
    public void Pause() => InState(write =>
    {
        foreach (var view in _plan.Views.Keys) PauseCatalog.Pause(write, new(view, Clock.Now, "by hand", new StreamLog(_log).End("happenings"), Until: null));
    });

    /// <summary>Resumes every view, as another process would, and waits until the writer has seen it.</summary>
    public void Resume()
    {
        InState(write =>
        {
            foreach (var view in _plan.Views.Keys) PauseCatalog.Resume(write, view, new StreamLog(_log).End("happenings"));
        });
        Push([]);
    }

    private void InState(Action<IOnlineWrite> change)
    {
        using var write = _state.BeginWrite();
        change(write);
        write.Commit();
    }

    /// <summary>Goes on with other definitions.</summary>
    public void Define(FeatureRepository repository) => _ingest.Use(_plan = PlanOf(repository));

    public void Checkpoint() => _ingest.Heads.WriteCheckpoint();

    /// <summary>Lets go of what is no longer kept in detail.</summary>
    public void Compact() => _ingest.Heads.Compact(Clock.Now, rest: () => true);

    /// <summary>How many records the state has of an entity, but for attributes.</summary>
    public int Records(string view, params Value[] key)
    {
        using var snapshot = _state.OpenSnapshot();
        snapshot.Renew();
        var plan = _plan.Views[view];
        var number = OnlineCatalog.Find(snapshot, plan)!.Number;
        snapshot.Seek([.. Partition.Prefix(plan.Definition.Entity.Name), .. RowKey.Of(key).Bytes.Span], default);
        var records = 0;
        while (snapshot.Next(out var record, out _)) records += RecordKey.IsOf(record, number) ? 1 : 0;
        return records;
    }

    /// <summary>A checkpoint that some views survive and others do not.</summary>
    public void FailCheckpoint(int commits)
    {
        _state.Left = commits;
        try
        {
            Checkpoint();
        }
        catch (FailingStore.KilledException)
        {
            // It is tried again later.
        }

        _state.Left = int.MaxValue;
    }

    /// <summary>Stops and starts again; what has come is written into the state first, or is lost from memory as when the process dies.</summary>
    public void Restart(bool killed)
    {
        if (killed)
        {
            // What a process holds dies with it; its thread and lock here must not.
            _ingest.Heads.Use(_plan with { Views = new Dictionary<string, ViewPlan>() });
        }

        _ingest.Dispose();
        _ingest = Start();
    }

    /// <summary>Gets what became of views when the project was taken back.</summary>
    public IReadOnlyList<RewoundView> Rewound { get; private set; } = [];

    /// <summary>Takes all that is stored back to an instant, as a restore does, and goes on from then.</summary>
    public IReadOnlyList<RewoundStream> Rewind(Instant to)
    {
        _ingest.Dispose();
        var streams = StreamRewind.To(_log, to);
        Rewound = StateRewind.To(_state, _plan, to, streams);
        Clock.Now = to;
        _ingest = Start();
        return streams;
    }

    /// <summary>The service's values as they are served, and as a training set has them: over the same log, or over another history.</summary>
    public (List<string> Served, List<string> Trained) Answers(HistoryRequest request, ISourceReader? history = null)
    {
        var service = request.Service with { Reads = [.. request.Service.Reads.Select(read => read with { View = _plan.Views[read.View.Reference] })] };
        history ??= new StreamedSourceReader(Files, new StreamLog(_log));
        return (OnlineAnswers.Read(_state, request with { Service = service }, _ingest.Heads), PointInTime.Answers.Plain(history, request with { Service = service }));
    }

    /// <summary>That coarse tiles say what lies under them.</summary>
    public void CheckCoarseTiles(string because) => CoarseCheck.ShouldHold(_state, _plan.Views.Values, _limits.Shape, because);

    public void Dispose()
    {
        _ingest.Dispose();
        _log.Dispose();
        _state.Dispose();
    }

    private static RepositoryPlan PlanOf(FeatureRepository repository)
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        return plan!;
    }

    private StreamIngest Start()
    {
        var ingest = new StreamIngest(_log, _state, Clock, _limits, time: Timer);
        ingest.Use(_plan);
        return ingest;
    }
}
