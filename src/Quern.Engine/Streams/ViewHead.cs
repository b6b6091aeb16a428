using Quern.Engine.Expectations;
using Quern.Planning;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// What has come of a view's stream and is not in its indexed state yet. It is two generations: one that takes what comes, and, while a checkpoint writes it into the state, the one
/// before. One thread adds; any number read.
/// </summary>
internal sealed class ViewHead
{
    private const int RowsPerHold = 64;
    private const int MostReserved = 1 << 20;
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<ValueKind> _kinds;
    private ViewProjection _projection;
    private ViewProjection _replaced;
    private RowChecker? _pausing;
    private volatile PauseMark? _paused;
    private volatile Generations _generations;
    private volatile bool _isComing;
    private long _late;
    private long _indexed;
    private long _end;
    private long _knownTo;

    public ViewHead(ViewPlan view)
    {
        (View, _projection, _replaced, _pausing) = (view, new(view), new(view), RowChecks.Pausing(view.Definition.Source)?.Open());
        _kinds = _projection.Kinds;
        _generations = new(new(_kinds, 0), null, 0);
    }

    public ViewPlan View { get; private set; }

    /// <summary>Gets the sequence number of the next event of the stream that is to be added.</summary>
    public long End
    {
        get => Volatile.Read(ref _end);
        private set => Volatile.Write(ref _end, value);
    }

    /// <summary>Gets when the last event was known that is in the head or in the indexed state, in microseconds; 0 while that is not known.</summary>
    public long KnownTo => Volatile.Read(ref _knownTo);

    /// <summary>Gets the sequence number of the stream's first event that is not in the indexed state.</summary>
    public long Indexed => Volatile.Read(ref _indexed);

    /// <summary>Gets whether events were added that are not in the indexed state.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_lock) return End > _indexed;
        }
    }

    /// <summary>Gets how many events came too late for the view.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Gets how many rows are held.</summary>
    public long Rows
    {
        get
        {
            lock (_lock) return _generations.Active.Rows.Count + (_generations.Frozen?.Rows.Count ?? 0);
        }
    }

    /// <summary>Gets why no event is added any more, from <see cref="End"/> on; null while they are.</summary>
    public PauseMark? Paused => _paused;

    /// <summary>Gets or sets from which sequence number on an event may pause the view: those before have been looked at.</summary>
    public long SeenPosition { get; set; }

    /// <summary>Adds no event any more.</summary>
    public void Pause(PauseMark mark) => _paused = mark;

    /// <summary>Adds events again; those that came meanwhile are to be read from the log.</summary>
    public void Resume() => _paused = null;

    /// <summary>Gets whether events that are neither here nor in the indexed state are still being read from the log, so that nobody may answer.</summary>
    public bool IsComing => _isComing;

    /// <summary>Says from where on events are to be added; before any is.</summary>
    public void StartAt(long sequence) => End = _indexed = sequence;

    /// <summary>Forgets what is held and begins at an earlier position again, since the store has lost what was written. Nobody may answer until <see cref="BroughtUp"/>.</summary>
    public void RestartAt(long sequence)
    {
        lock (_lock)
        {
            _isComing = true;
            _generations = new(new(_kinds, 0), null, 0);
            End = sequence;
            Volatile.Write(ref _indexed, sequence);
        }
    }

    /// <summary>Says that all events of the log were added.</summary>
    public void BroughtUp() => _isComing = false;

    /// <summary>Says when the last event of the log was known, which is in the indexed state or has been added.</summary>
    public void KnowTo(long known) => Volatile.Write(ref _knownTo, Math.Max(_knownTo, known));

    /// <summary>Goes on with the same view as another version of the registry has it, whose record may have other fields.</summary>
    public void Use(ViewPlan view) => (View, _projection, _replaced, _pausing) = (view, new(view), new(view), RowChecks.Pausing(view.Definition.Source)?.Open());

    /// <summary>What a reader must hold on to before it renews its snapshot of the state: then between the two nothing is missing.</summary>
    public Generations Capture() => _generations;

    /// <summary>An empty slice for a reader.</summary>
    public HeadSlice NewSlice() => new(_kinds);

    /// <summary>Fills a slice with what a captured head has of an entity beyond a position of the log. It waits for nobody.</summary>
    public void Read(Generations generations, ReadOnlySpan<byte> partition, long position, HeadSlice slice)
    {
        slice.Clear();
        // An event that is just being added may be there in part.
        var end = End;
        // What stays with what comes is in both while a checkpoint is written.
        generations.Frozen?.Collect(partition, position, generations.Position, slice);
        generations.Active.Collect(partition, position, end, slice);
    }

    /// <summary>Adds events that follow each other in the log; those that were added before are passed over. One that pauses the view is not added, nor is what comes after it.</summary>
    /// <param name="events">The events, and those that they replace.</param>
    public void Apply(LoggedEvents events)
    {
        var (batch, replaced) = (events.Batch, events.Replaced);
        if (_paused is not null || events.First + batch.Count <= End) return;
        var count = BeforePause(events);
        _projection.Set(batch, Fail);
        if (replaced is not null) _replaced.Set(replaced, Fail);
        for (var (row, old) = (0, 0); row < count;)
        {
            // A checkpoint that begins waits for some rows, not for all.
            lock (_lock)
            {
                for (var stop = Math.Min(count, row + RowsPerHold); row < stop; row++)
                {
                    var what = events.ReplacedBy(row);
                    var replacedRow = what >= 0 ? old++ : -1;
                    if (events.First + row < End) continue;
                    if (what != LogRecord.DoesNotStand) Apply(events, row, replacedRow);
                    End = events.First + row + 1;
                }
            }
        }

        if (count > 0) KnowTo(batch.KnownAt.Span[count - 1]);
    }

    // How many of the events come before the first that pauses the view.
    private int BeforePause(LoggedEvents events)
    {
        if (_pausing?.Take(events.Batch) is not { } failed) return events.Batch.Count;
        var row = (int)Math.Clamp(Math.Max(End, SeenPosition) - events.First, 0, events.Batch.Count);
        while (row < events.Batch.Count && !failed[row]) row++;
        if (row < events.Batch.Count) _paused = new(_pausing.PauseReason(events.Batch, row), IsRecorded: false);
        return row;
    }

    /// <summary>Tells of each row of which something cannot be computed, or an argument or attribute is not a finite number and the view does not skip such values: with a code and the reason.</summary>
    public void FindUnsound(EventBatch batch, Action<int, string, string> found)
    {
        if (!_projection.MayBeUnsound(batch)) return;
        _projection.Set(batch, (row, reason) => found(row, "QRN4040", $"View '{View.Reference}' cannot be computed from it: {reason}"));
        if (View.Definition.SkipNonFinite) return;
        for (var row = 0; row < batch.Count; row++)
            if (_projection.NotFinite(row) is >= 0 and var column)
                found(row, "QRN4037", $"{_projection.TextOf(column)} is {_projection.Columns[column][row]}, not a finite number; a view can skip such values: .SkipNonFinite().");
    }

    /// <summary>
    /// Sets what has come so far apart, to be written into the state; what was set apart before and could not be written stays apart. Of an attribute view, whose state is one row,
    /// what lies in the future stays with what comes, and so does all that came after it.
    /// </summary>
    public Generations Freeze(long now)
    {
        // As much will come as came; made before the events must wait.
        var next = new HeadGeneration(_kinds, (int)Math.Min(Rows, MostReserved));
        lock (_lock)
        {
            if (_generations.Frozen is not null) return _generations;
            var active = _generations.Active;
            var position = View is AttributeViewPlan ? Math.Min(End, active.FirstAfter(now)) : End;
            active.CopyTo(next, position);
            return _generations = new(next, active, position);
        }
    }

    /// <summary>Forgets what was set apart: it is in the state. Readers that captured it still see it, and pass it over.</summary>
    public void Thaw()
    {
        lock (_lock)
        {
            Volatile.Write(ref _indexed, Math.Max(_indexed, _generations.Position));
            _generations = new(_generations.Active, null, 0);
        }
    }

    // Of events that were logged before the view was defined; others were looked at before they were logged.
    private void Fail(int row, string reason) => throw new QuernException(StreamFindings.Uncomputable(View.Reference, View.Definition.Source.Stream!, reason));

    private void Apply(LoggedEvents events, int row, int old)
    {
        var counts = _projection.Counts(row);
        var oldCounts = old >= 0 && _replaced.Counts(old);
        if (!counts && !oldCounts) return;
        var known = events.Batch.KnownAt.Span[row];
        var earliest = known - View.AllowedLateness.Microseconds;
        if ((counts && _projection.Time(row) < earliest) || (oldCounts && _replaced.Time(old) < earliest))
        {
            Interlocked.Increment(ref _late);
            return;
        }

        // A hop keeps no rows to take one from; who pushed it was told.
        if (oldCounts && View is AggregationViewPlan { View.Hop: not null }) return;

        var active = _generations.Active;
        var operation = (events.First + row) << 1;
        if (oldCounts) active.Add(_replaced, old, known, operation);
        if (counts) active.Add(_projection, row, known, operation | 1);
    }

    /// <summary>That a view is paused: why, and whether the online store has it.</summary>
    internal sealed record PauseMark(string Reason, bool IsRecorded);

    /// <summary>What comes now, what is being written, and the position of the log up to which the state is complete once it is.</summary>
    internal sealed record Generations(HeadGeneration Active, HeadGeneration? Frozen, long Position);
}
