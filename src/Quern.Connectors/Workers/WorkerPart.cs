using Quern.Engine.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Connectors.Workers;

/// <summary>A part of a shared stream that this worker has: its lock, its log and its state. Disposing it writes what has come into the state, if the lock is still held, and lets go.</summary>
internal sealed class WorkerPart : IDisposable
{
    private const string Held = "QRN4007";
    private const string LockIsOver = "QRN6410";
    private const string ReadByAnother = "QRN4039";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly IOnlineStore _log;
    private readonly IOnlineStore _state;
    private readonly IOnlineStore _main;
    private readonly StreamIngest _ingest;
    private readonly WorkerUsage _usage;
    private volatile string[] _views = [];
    private long _accepted;
    private long _refused;
    private DateTimeOffset? _lastWrite;
    private volatile PartWord? _word;
    private volatile bool _isFenced;

    private WorkerPart(SharedSettings settings, int part, IOnlineStore main, RedisParts parts, IClock clock, TimeProvider time, StreamInstruments instruments, WorkerUsage usage, Action<Finding> warn)
    {
        (Number, Name, _main, _usage) = (part, parts.Streams[settings.Stream].NameOf(part), main, usage);
        (_log, _state) = parts.OpenStores(settings.Stream, part);
        var limits = new StreamLimits { CheckpointEvery = settings.Checkpoint };
        try
        {
            _ingest = new(_log, usage.Counted(_state), clock, limits, failure => Warn(failure, warn), time, new(parts.Streams[settings.Stream], part), instruments);
        }
        catch
        {
            CloseStores();
            throw;
        }

        Target = new(settings.Stream, _ingest, "", warn);
    }

    public int Number { get; }

    public string Name { get; }

    public FeedTarget Target { get; }

    /// <summary>Gets how it was when it was last looked at; null before.</summary>
    public PartWord? Word => _word;

    /// <summary>Gets how many events its log has.</summary>
    public long Events => _ingest.Vitals.Sum(stream => stream.Events);

    /// <summary>Gets or sets who is told when it is let go, and nothing more comes into its log from here.</summary>
    public Action? Closed { get; set; }

    /// <summary>Gets how many events of its log are not in its state.</summary>
    public long Lag => _ingest.Vitals.Sum(stream => stream.Lag);

    /// <summary>Gets whether a commit was refused because the lock is not this worker's any more, or somebody else has read on.</summary>
    public bool IsFenced => _isFenced;

    /// <summary>Takes a part; waits until whoever had it, and may have died, has lost it.</summary>
    /// <exception cref="QuernException">Somebody else holds it and goes on to, or it cannot be read or written.</exception>
    public static WorkerPart Open(SharedSettings settings, int part, RepositoryPlan plan, IOnlineStore main, RedisParts parts, IClock clock, TimeProvider time, StreamInstruments instruments, WorkerUsage usage, Action<Finding> warn, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var taken = new WorkerPart(settings, part, main, parts, clock, time, instruments, usage, warn);
                return taken.Begin(plan);
            }
            catch (QuernException e) when (e.InnerException is QuernException { Findings: [{ Code: Held }, ..] })
            {
                var waited = time.GetElapsedTime(began);
                if (waited > settings.Lease + Grace) throw new QuernException([WorkerFindings.Busy(parts.Streams[settings.Stream].NameOf(part), waited)], e);
                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }

    /// <summary>Goes on with other definitions.</summary>
    /// <exception cref="QuernException">The log or the state cannot be read, or a view cannot be computed from what is in the log.</exception>
    public void Use(RepositoryPlan plan)
    {
        SharedViews.Begin(_main, _state, plan);
        _ingest.Use(plan);
        _views = [.. plan.Views.Keys];
    }

    /// <summary>Counts what was taken, and when.</summary>
    public void Count(PushReport report, DateTimeOffset at)
    {
        (_accepted, _refused, _lastWrite) = (_accepted + report.Accepted, _refused + report.Refused.Count, at);
        _usage.AddEvents(_views, report.Accepted);
    }

    /// <summary>Says how it is.</summary>
    public PartWord Look(string stream, long position, long lag) => _word = new(stream, Number, position, lag, _accepted, _refused, _lastWrite);

    /// <summary>Remembers why a commit failed.</summary>
    public void Note(Finding failure) => _isFenced |= failure.Code is LockIsOver or ReadByAnother;

    public void Dispose()
    {
        _ingest.Dispose();
        CloseStores();
        Closed?.Invoke();
    }

    private WorkerPart Begin(RepositoryPlan plan)
    {
        try
        {
            Use(plan);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void CloseStores()
    {
        _state.Dispose();
        _log.Dispose();
    }

    private void Warn(Exception failure, Action<Finding> warn)
    {
        if (failure is not QuernException known) return;
        Note(known.Findings[0]);
        warn(WorkerFindings.LetGo(Name, known.Findings[0]) with { Severity = Severity.Warning });
    }
}
