using System.Runtime.ExceptionServices;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>
/// The heads of all views over streams, brought up from the log. Reading them is safe while one thread adds events; everything else is for that thread.
/// </summary>
public sealed class StreamHeads
{
    private const int RowsPerCheckpoint = 2_000_000;
    private readonly StreamLog _log;
    private readonly IOnlineStore _state;
    private readonly IClock _clock;
    private readonly BlockShape _shape;
    private readonly Lock _checkpoint = new();
    private volatile Dictionary<(string View, string Hash), ViewHead> _heads = [];

    /// <summary>No heads yet.</summary>
    /// <param name="log">The log of the streams.</param>
    /// <param name="state">The store with the views' indexed state.</param>
    /// <param name="clock">Says what lies in the future.</param>
    public StreamHeads(StreamLog log, IOnlineStore state, IClock clock)
        : this(log, state, clock, BlockShape.Default)
    {
    }

    internal StreamHeads(StreamLog log, IOnlineStore state, IClock clock, BlockShape shape)
    {
        (_log, _state, _clock, _shape) = (log, state, clock, shape);
        using var snapshot = state.OpenSnapshot();
        FollowsPausesAtOnce = !snapshot.Prefetches;
    }

    /// <summary>Whether events wait for a look at the pauses; where the store is beyond a network they do not, and pauses are followed with the next checkpoint.</summary>
    internal bool FollowsPausesAtOnce { get; }

    /// <summary>Gets how many rows are held that are not in the indexed state yet.</summary>
    public long Rows => _heads.Values.Sum(head => head.Rows);

    internal IReadOnlyCollection<ViewHead> All => _heads.Values;

    /// <summary>The head of a view; null when its source has no stream.</summary>
    internal ViewHead? Find(ViewPlan view) => _heads.GetValueOrDefault((view.Reference, view.Hash));

    /// <summary>
    /// Goes on with the views of another version of the registry. What is new is brought up from the log before this returns; what is the same goes on; what is gone is forgotten.
    /// </summary>
    /// <exception cref="QuernException">The log or the state cannot be read, or more must be written into the state than memory holds and it cannot.</exception>
    public void Use(RepositoryPlan plan) => Use(plan, _heads);

    /// <summary>Brings all views up from the log again; until this returns, reads have the heads that were there.</summary>
    internal void UseAnew(RepositoryPlan plan) => Use(plan, []);

    private void Use(RepositoryPlan plan, Dictionary<(string View, string Hash), ViewHead> old)
    {
        var (heads, added) = (new Dictionary<(string, string), ViewHead>(), new List<ViewHead>());
        foreach (var view in plan.Views.Values)
        {
            if (view.Definition.Source.Stream is null) continue;
            if (old.TryGetValue((view.Reference, view.Hash), out var head)) head.Use(view);
            else added.Add(head = new(view));
            heads.Add((view.Reference, view.Hash), head);
        }

        Begin(added);
        BringUp(added);
        _heads = heads;
    }

    /// <summary>Adds events that have just been written to the log.</summary>
    internal void Apply(string stream, LoggedEvents events)
    {
        foreach (var head in _heads.Values)
            if (head.View.Definition.Source.Stream == stream)
            {
                head.Apply(events);
                Record(head);
            }
    }

    /// <summary>Brings the views of a stream up to an end of its log, which another process writes.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="end">The sequence number after the last event that is wanted.</param>
    /// <param name="applied">Told of events once reads see them.</param>
    /// <exception cref="QuernException">The log cannot be read, or an event of it cannot be computed.</exception>
    internal void Follow(string stream, long end, Action<LoggedEvents> applied)
    {
        // One that is paused is brought up by whoever resumes it.
        ViewHead[] behind = [.. _heads.Values.Where(head => head.View.Definition.Source.Stream == stream && head.Paused is null && head.End < end)];
        if (behind.Length == 0) return;
        new LoggedReader(_log, stream, behind[0].View.Definition.Source.Schema).Read(behind.Min(head => head.End), end, events =>
        {
            Apply(stream, events);
            applied(events);
        });
    }

    /// <summary>Pauses and resumes views as the online store has it, whoever wrote that.</summary>
    /// <exception cref="QuernException">The log or the store cannot be read, or the store cannot be written.</exception>
    internal void FollowPauses()
    {
        var pauses = PauseCatalog.Lasting(_state);
        foreach (var head in _heads.Values)
        {
            var pause = pauses.GetValueOrDefault(head.View.Reference);
            if (pause is not null && head.Paused is null) Pause(head, pause);
            else if (pause is null && head.Paused is { IsRecorded: true })
            {
                head.Resume();
                BringUp(head);
            }
        }
    }

    /// <summary>
    /// Begins again where the state ends, of views whose state ends before what was written into it: a store beyond a network can lose commits, as when a replica takes over. Events are in the log, so nothing is lost.
    /// </summary>
    /// <exception cref="QuernException">The log or the store cannot be read, or the store cannot be written.</exception>
    internal void FollowLosses()
    {
        foreach (var (head, state) in Lost())
        {
            var position = state?.LogPosition ?? 0;
            if (state is null)
            {
                using var write = _state.BeginWrite();
                position = OnlineCatalog.BeginStream(write, head.View).LogPosition;
                write.Commit();
            }

            // Not while a checkpoint is written, which holds on to what was set apart.
            lock (_checkpoint) head.RestartAt(position);
            BringUp(head);
            head.BroughtUp();
        }
    }

    // A state that covers nothing is being made anew, by somebody who brings in the log.
    private List<(ViewHead Head, ViewState? State)> Lost()
    {
        using var snapshot = _state.OpenSnapshot();
        snapshot.Renew();
        var lost = new List<(ViewHead, ViewState?)>();
        foreach (var head in _heads.Values)
            if (OnlineCatalog.Find(snapshot, head.View) is var state && (state is null || head.IsComing || (state.LogPosition < head.Indexed && state.Covered.Count > 0)))
                lost.Add((head, state));
        return lost;
    }

    private void Pause(ViewHead head, ViewPause pause)
    {
        head.Pause(new(pause.Reason, IsRecorded: true));
        if (head.End <= pause.Position) return;
        using var write = _state.BeginWrite();
        PauseCatalog.MoveOn(write, pause, head.End);
        write.Commit();
    }

    // What is lost before it is recorded is found again: the log is read from where the state ends.
    private void Record(ViewHead head)
    {
        if (head.Paused is not { IsRecorded: false } mark) return;
        using var write = _state.BeginWrite();
        PauseCatalog.Pause(write, new(head.View.Reference, _clock.Now, mark.Reason, head.End, Until: null));
        write.Commit();
        head.Pause(mark with { IsRecorded = true });
    }

    /// <summary>Writes into the indexed state what has come, view by view.</summary>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="QuernException">Somebody materializes, or the state cannot be written; nothing is lost, since heads keep it and the log has it, and it can be tried again.</exception>
    public long WriteCheckpoint()
    {
        if (!_heads.Values.Any(head => head.IsBehind)) return 0;
        lock (_checkpoint)
        {
            var rows = 0L;
            using var alone = _state.LockMaterialization();
            foreach (var head in _heads.Values)
                if (head.IsBehind)
                    rows += Checkpoint.Write(_state, head, _clock.Now, _shape);
            return rows;
        }
    }

    /// <summary>Sums up or drops what views no longer keep in detail, page by page; <paramref name="rest"/> says after each whether to go on.</summary>
    /// <param name="now">As of when; no event that is not in the indexed state yet may have been known before.</param>
    /// <param name="rest">Rests, and says whether to go on.</param>
    /// <exception cref="QuernException">Somebody materializes, or the state cannot be written; the next time goes over it again.</exception>
    internal void Compact(Instant now, Func<bool> rest)
    {
        foreach (var head in _heads.Values)
        {
            // What comes of a paused view when it is resumed may lie as far back as the pause began.
            if (head.View is not AggregationViewPlan view || head.Paused is not null) continue;
            byte[] after = [];
            do
            {
                lock (_checkpoint)
                {
                    using var alone = _state.LockMaterialization();
                    after = StateCompaction.Run(_state, view, Retention.From(view, now), _shape, after);
                }

                if (!rest()) return;
            }
            while (after.Length > 0);
        }
    }

    // A view without any state is begun, so that reads know of it.
    private void Begin(List<ViewHead> heads)
    {
        if (heads.Count == 0) return;
        using var write = _state.BeginWrite();
        foreach (var head in heads) head.StartAt(OnlineCatalog.BeginStream(write, head.View).LogPosition);
        write.Commit();
    }

    // Each reads the log for itself, so that a start with much to bring up takes as long as its longest view, not as all together.
    private void BringUp(List<ViewHead> heads)
    {
        try
        {
            Parallel.ForEach(heads, BringUp);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private void BringUp(ViewHead head)
    {
        var source = head.View.Definition.Source;
        var pause = PauseCatalog.Find(_state, head.View.Reference);
        head.SeenPosition = pause?.SeenPosition ?? 0;
        var end = pause is { IsPaused: true } ? Math.Min(_log.End(source.Stream!), pause.Position) : _log.End(source.Stream!);
        new LoggedReader(_log, source.Stream!, source.Schema).Read(head.End, end, events =>
        {
            head.Apply(events);
            if (head.Rows >= RowsPerCheckpoint) Write(head);
        });
        if (pause is { IsPaused: true }) head.Pause(new(pause.Reason, IsRecorded: true));
        Record(head);
        if (_log.KnownBefore(source.Stream!, head.End) is { } known) head.KnowTo(known.Microseconds);
    }

    private void Write(ViewHead head)
    {
        lock (_checkpoint)
        {
            using var alone = _state.LockMaterialization();
            Checkpoint.Write(_state, head, _clock.Now, _shape);
        }
    }
}
