using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Planning;

namespace Quern.Engine.Streams;

/// <summary>
/// Keeps views over streams up with a log that another process of this machine writes: what is logged there comes into heads here, and from there into a state that is this process's own. It takes no events
/// and writes nothing into the log. Another that does the same to the same state is in nobody's way, for a checkpoint passes over what is there already.
/// </summary>
public sealed class StreamFollower : IDisposable
{
    private readonly StreamLog _log;
    private readonly IClock _clock;
    private readonly StreamLimits _limits;
    private readonly Action<Exception>? _failed;
    private readonly Lock _turn = new();
    private readonly IOnlineSnapshot _ends;
    private readonly EntityWatches _watches = new();
    private readonly BackgroundLoop _looking;
    private readonly BackgroundLoop _checkpoints;
    private readonly StreamCompaction _compaction;
    private volatile Dictionary<string, FollowedStream> _streams = [];

    /// <summary>Begins to follow.</summary>
    /// <param name="log">The store of the streams, which another process writes.</param>
    /// <param name="state">The store with the indexed state of the views that are kept here.</param>
    /// <param name="clock">The clock by which events are late and windows move.</param>
    /// <param name="limits">How often it looks, and how often it writes.</param>
    /// <param name="failed">Told when the log could not be read, or a checkpoint not written; it is tried again.</param>
    public StreamFollower(IOnlineStore log, IOnlineStore state, IClock clock, StreamLimits limits, Action<Exception>? failed = null)
    {
        (_log, _clock, _limits, _failed, _ends) = (new(log), clock, limits, failed, log.OpenSnapshot());
        Heads = new(_log, state, clock, limits.Shape);
        _looking = new("follow", limits.FollowEvery, () => Alone(Look), failed, limits.ThreadBegins);
        _checkpoints = new("checkpoints", limits.CheckpointEvery, WriteCheckpoints, failed, limits.ThreadBegins);
        _compaction = new(Heads, clock, limits, failed);
    }

    /// <summary>What reads merge with indexed state.</summary>
    public StreamHeads Heads { get; }

    /// <summary>How each followed stream is, by name: of an event <see cref="StreamVitals.Visible"/> is how long after it was known at the process that took it reads see it here.</summary>
    public IReadOnlyList<StreamVitals> Vitals => [.. _streams.Values.OrderBy(stream => stream.Name, StringComparer.Ordinal).Select(stream => stream.Vitals(Heads))];

    /// <summary>Goes on with another version of the registry; when it returns, reads of that version see all that was logged by then.</summary>
    /// <param name="here">What is kept here.</param>
    /// <exception cref="QuernException">The log or the state cannot be read, or an event that is logged cannot be computed.</exception>
    public void Use(RepositoryPlan here) => Alone(() =>
    {
        Heads.Use(here);
        var old = _streams;
        _streams = here.Views.Values.Where(view => view.Definition.Source.Stream is not null)
            .GroupBy(view => view.Definition.Source.Stream!)
            .ToDictionary(stream => stream.Key, stream => old.GetValueOrDefault(stream.Key) ?? new(stream.Key));
        Look();
        _watches.End();
    });

    /// <summary>Watches of which entities of a view events come, until it is disposed or other definitions are served.</summary>
    public EntityWatch Watch(ViewPlan view) => _watches.Add(view, isServed: () => Heads.Find(view) is not null);

    /// <summary>Follows no more, and writes what has come into indexed state.</summary>
    public void Dispose()
    {
        _looking.Dispose();
        _compaction.Dispose();
        _checkpoints.Dispose();
        _ends.Dispose();
    }

    private void Alone(Action work)
    {
        lock (_turn) work();
    }

    private void Look()
    {
        foreach (var stream in _streams.Values) Look(stream);
    }

    private void Look(FollowedStream stream)
    {
        _ends.Renew();
        var (end, known) = StreamLog.EndOf(_ends, stream.Partition, stream.Name);
        // Not held while events are read, so that nobody waits who must make the store larger.
        _ends.Release();
        stream.End = end;
        if (_clock is IAdvancingClock clock && new Time.Instant(known).IsUsable) clock.Advance(new(known));
        // Where the state cannot be written for long, reads become old here rather than memory full; the lag tells.
        if (end == stream.Seen || Heads.Rows > _limits.HeadRows) return;
        Heads.Follow(stream.Name, end, events =>
        {
            stream.Add(events, _clock);
            _watches.Tell(stream.Name, events);
        });
        stream.Seen = end;
    }

    private void WriteCheckpoints()
    {
        Alone(FollowPauses);
        while (Heads.WriteCheckpoint() > 0 && Heads.Rows > IngestPace.Calm)
        {
        }
    }

    private void FollowPauses()
    {
        try
        {
            if (!Heads.FollowsPausesAtOnce) Heads.FollowLosses();
            Heads.FollowPauses();
        }
#pragma warning disable CA1031 // Whatever it is, the next time may go well, and a checkpoint need not wait for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failed?.Invoke(e);
        }
    }

    /// <summary>A stream as whoever follows it knows it.</summary>
    private sealed class FollowedStream(string name)
    {
        private readonly Delays _visible = new();
        private long _end;

        public string Name => name;

        public byte[] Partition { get; } = StreamPartition.Events(name);

        /// <summary>Gets or sets the end of the log up to which heads were brought; -1 while they were not.</summary>
        public long Seen { get; set; } = -1;

        /// <summary>Gets or sets the end of the log.</summary>
        public long End
        {
            get => Volatile.Read(ref _end);
            set => Volatile.Write(ref _end, value);
        }

        /// <summary>Measures events that reads have just come to see.</summary>
        public void Add(LoggedEvents events, IClock clock)
        {
            var now = clock.Now.Microseconds;
            foreach (var known in events.Batch.KnownAt.Span) _visible.Add(now - known);
        }

        public StreamVitals Vitals(StreamHeads heads)
        {
            var indexed = heads.All.Where(head => head.View.Definition.Source.Stream == name).Select(head => head.Indexed).DefaultIfEmpty(End).Min();
            // How old an event is when it comes is measured by whoever takes it.
            return new(name, End, 0, 0, 0, 0, 0, Math.Max(0, End - indexed), new(_visible.At(0.5), _visible.At(0.99)), new(null, null));
        }
    }
}
