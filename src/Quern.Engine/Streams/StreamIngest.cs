using System.Collections.Concurrent;
using Quern.Engine.Online;
using Quern.Engine.Parts;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>
/// Takes events of streams for a project: one process at a time, and within it one thread. What waits is made durable together (group commit), then shown to reads, then acknowledged.
/// </summary>
public sealed partial class StreamIngest : IDisposable
{
    private const int RowsPerCommit = 20_000;
    private readonly StreamLog _log;
    private readonly IClock _clock;
    private readonly StreamLimits _limits;
    private readonly OwnPart? _own;
    private readonly IDisposable _alone;
    private readonly BlockingCollection<Action> _work = [];
    private readonly ConcurrentQueue<Submission> _waiting = new();
    private readonly Thread _writer;
    private readonly BackgroundLoop _checkpoints;
    private readonly StreamCompaction _compaction;
    private readonly StreamInstruments? _instruments;
    private readonly StreamMeter _meter;
    private volatile Dictionary<string, StreamState> _streams = [];
    private readonly EntityWatches _watches = new();
    private readonly IngestPace _pace = new();
    private readonly ManualResetEventSlim _closing = new();
    private RepositoryPlan? _plan;
    private RepositoryPlan? _here;
    private bool _mustBringUp;
    private int _waitingRows;
    private bool _isDisposed;

    /// <summary>Begins to take events.</summary>
    /// <param name="store">The store of the streams.</param>
    /// <param name="state">The store with the views' indexed state.</param>
    /// <param name="clock">The clock by which events are known, late or ahead.</param>
    /// <param name="limits">How much is taken at once.</param>
    /// <param name="failed">Told when a checkpoint could not be written; it is tried again.</param>
    /// <param name="time">Times pushes; null when they are not timed.</param>
    /// <param name="own">Which part of a shared stream is taken, whose reads are those of other processes; null for all of streams that are not shared.</param>
    /// <param name="instruments">Who is told what is measured, the caller's to dispose later; null for one of its own.</param>
    /// <exception cref="QuernException">Another process takes events of this project.</exception>
    public StreamIngest(
        IOnlineStore store, IOnlineStore state, IClock clock, StreamLimits limits, Action<Exception>? failed = null, TimeProvider? time = null, OwnPart? own = null, StreamInstruments? instruments = null)
    {
        (_log, _clock, _limits, _failed, _own) = (new(store), clock, limits, failed, own);
        _alone = Lock(store);
        Heads = new(_log, state, clock, limits.Shape);
        if (instruments is null) (_instruments = new()).TellLags(() => _streams.Values.Select(stream => (stream.Name, stream.Lag)));
        _meter = new(instruments ?? _instruments!, time, clock, isSeenInState: own is not null);
        _writer = new(Write) { Name = "streams", IsBackground = true };
        _writer.Start();
        _checkpoints = new("checkpoints", limits.CheckpointEvery, WriteCheckpoints, failed, limits.ThreadBegins);
        _compaction = new(Heads, clock, limits, failed);
    }

    /// <summary>What reads merge with indexed state.</summary>
    public StreamHeads Heads { get; }

    /// <summary>Watches of which entities of a view events come, until it is disposed or other definitions are served.</summary>
    public EntityWatch Watch(ViewPlan view) => _watches.Add(view, isServed: () => Heads.Find(view) is not null);

    /// <summary>How far a feed of a stream has been read; null when it has not.</summary>
    /// <exception cref="QuernException">The log cannot be read.</exception>
    public long? PositionOf(string stream, string feed) => _log.PositionOf(stream, feed);

    /// <summary>What an event of a stream is: what <see cref="PushAsync"/> must be given.</summary>
    /// <exception cref="QuernException">There is no such stream.</exception>
    public RowSchema SchemaOf(string stream) => Find(stream).Source.Schema;

    /// <summary>Takes events. When the task ends, the accepted ones are durable and the next read sees them.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events with all fields of the source's record; not to be changed until the task ends.</param>
    /// <param name="refused">Those of the same push that could not be read.</param>
    /// <param name="feed">What they were read from, and how far, if they were read from a log of somebody else's.</param>
    /// <exception cref="QuernException">There is no such stream (QRN4031), too much is waiting (QRN4032), the feed stands elsewhere (QRN4039), or the log cannot be written.</exception>
    public Task<PushReport> PushAsync(string stream, EventBatch events, IReadOnlyList<Refusal>? refused = null, FeedPosition? feed = null)
    {
        Find(stream);
        if (Volatile.Read(ref _waitingRows) > _limits.Waiting || Heads.Rows > _limits.HeadRows) throw new QuernException(StreamFindings.Busy(stream));
        var submission = new Submission(stream, events, refused ?? [], feed) { Received = _meter.Stamp() };
        Interlocked.Add(ref _waitingRows, events.Count);
        _waiting.Enqueue(submission);
        try
        {
            _work.Add(Commit);
        }
        catch (InvalidOperationException)
        {
            throw new QuernException(StreamFindings.Busy(stream));
        }

        return submission.Done.Task;
    }

    /// <summary>Takes no more, writes what waits, and writes what has come into indexed state. A second time nothing happens.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _work.CompleteAdding();
        _closing.Set();
        _writer.Join();
        _compaction.Dispose();
        _checkpoints.Dispose();
        _instruments?.Dispose();
        _alone.Dispose();
        _work.Dispose();
        _closing.Dispose();
    }

    private static IDisposable Lock(IOnlineStore store)
    {
        try
        {
            return store.LockMaterialization();
        }
        catch (QuernException e)
        {
            throw new QuernException([StreamFindings.InUse()], e);
        }
    }

    private StreamState Find(string stream) => _streams.GetValueOrDefault(stream) ?? throw new QuernException(StreamFindings.Unknown(stream, _streams.Keys));

    private void Write()
    {
        _limits.ThreadBegins?.Invoke();
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }

    // Everything that waits goes into one commit; the calls for the rest then find nothing.
    private void Commit()
    {
        // Counted now: once they are acknowledged, their batches are filled with others.
        var (group, rows) = (new List<Submission>(), 0);
        for (; rows < RowsPerCommit && _waiting.TryDequeue(out var submission); rows += submission.Events.Count) group.Add(submission);
        if (group.Count == 0) return;
        try
        {
            BringUp();
            if (Heads.FollowsPausesAtOnce) Heads.FollowPauses();
            var taken = Append(group);
            _mustBringUp = true;
            foreach (var (submission, logged, _) in taken)
                foreach (var events in logged)
                    Heads.Apply(submission.Stream, events);
            _mustBringUp = false;
            foreach (var (submission, logged, _) in taken)
                foreach (var events in logged)
                    _watches.Tell(submission.Stream, events);
            foreach (var push in taken) Finish(push);
            _closing.Wait(_pace.After(rows, Heads.Rows));
        }
#pragma warning disable CA1031 // Whatever it is belongs to those who wait; the next commit may go well.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (var submission in group) submission.Done.TrySetException(e);
        }
        finally
        {
            Interlocked.Add(ref _waitingRows, -rows);
        }
    }

    private void WriteCheckpoints()
    {
        AskToFollowPauses();
        while (Heads.WriteCheckpoint() > 0 && Heads.Rows > IngestPace.Calm) TellWhatIsInState();
        TellWhatIsInState();
    }

    private void TellWhatIsInState()
    {
        foreach (var stream in _streams.Values)
            if (stream.Views.Count > 0)
                _meter.AddInState(stream);
    }

    // What was made durable and could not be shown, for want of memory or the like, is shown before anything else is taken.
    private void BringUp()
    {
        if (!_mustBringUp) return;
        Heads.UseAnew(_here!);
        Open(_plan!);
        _mustBringUp = false;
    }

    private List<Taken> Append(List<Submission> group)
    {
        var ends = _streams.Values.Select(stream => (stream, stream.End, stream.LastKnown)).ToArray();
        try
        {
            return Append(group, new());
        }
        catch
        {
            foreach (var (stream, end, known) in ends) (stream.End, stream.LastKnown) = (end, known);
            throw;
        }
    }

    private List<Taken> Append(List<Submission> group, List<Taken> taken)
    {
        using var write = _log.Store.BeginWrite();
        foreach (var submission in group)
        {
            if (!_streams.TryGetValue(submission.Stream, out var stream))
            {
                submission.Done.SetException(new QuernException(StreamFindings.Unknown(submission.Stream, _streams.Keys)));
                continue;
            }

            if (submission.Feed is { } feed && StreamLog.Move(write, submission.Stream, feed) is { } moved)
            {
                submission.Done.SetException(new QuernException(moved));
                continue;
            }

            taken.Add(Append(write, stream, submission));
        }

        write.Commit();
        return taken;
    }

    private Taken Append(IOnlineWrite write, StreamState stream, Submission submission)
    {
        var (logged, sum) = (new List<LoggedEvents>(), new PushReport(0, 0, 0, []));
        var sound = stream.Sound.Of(submission);
        foreach (var part in _clock is IAdvancingClock ? ReplayParts.Of(sound, stream) : [sound])
        {
            var (events, report) = new Admission(write, stream, NowFor(stream, part), _clock is IAdvancingClock ? null : _limits.Ahead).Take(part);
            if (events is not null) logged.Add(events);
            sum = sum.And(report);
        }

        return new(submission, logged, sum);
    }

    private Instant NowFor(StreamState stream, Submission submission)
    {
        if (_clock is IAdvancingClock clock)
        {
            var times = (Values.Int64Column)stream.Source.EventTime.Evaluate(submission.Events);
            for (var row = 0; row < times.Count; row++)
                if (!times.IsNull(row) && new Instant(times.Values[row]).IsUsable)
                    clock.Advance(new(times.Values[row]));
        }

        return _clock.Now;
    }

    private void Finish(Taken taken)
    {
        if (_streams.TryGetValue(taken.Submission.Stream, out var stream)) _meter.Add(stream, taken);
        taken.Submission.Done.TrySetResult(taken.Report);
    }
}
