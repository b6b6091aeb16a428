using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>Reads the state of one view for one entity at a time.</summary>
internal abstract class StateReader(ViewRead read, ViewHead? head)
{
    private readonly HeadSlice? _slice = head?.NewSlice();
    private ViewHead.Generations? _captured;
    private long _begins;
    private byte[] _stored = [];

    public ViewRead Plan { get; } = read;

    /// <summary>Gets the view's state; null when the store knows nothing of it.</summary>
    public ViewState? State { get; private set; }

    /// <summary>Where the pieces that reads take are told; null while nobody asks.</summary>
    public List<ReadPiece>? Trace { get; set; }

    /// <summary>
    /// Gets up to where what is read has come, in microseconds: of a view over a stream when the last event was known that it has, of another the event time before which it is materialized; 0 where
    /// that is not known.
    /// </summary>
    public long OnlineTo => head is not null ? head.KnownTo : State is { Covered: [.., var last] } ? last.End.Microseconds : 0;

    /// <summary>Gets whether any materialization of the view has ended.</summary>
    public bool IsMaterialized => State is { Covered.Count: > 0 };

    /// <summary>Looks up how far the view is; only when something has been committed since.</summary>
    public void Refresh(IOnlineRecords records, ReadOnlySpan<byte> catalogKey)
    {
        if (!records.TryGet(Partition.Catalog, catalogKey, out var value))
        {
            (State, _stored) = (null, []);
            return;
        }

        if (value.SequenceEqual(_stored)) return;
        _stored = value.ToArray();
        State = ViewStateCodec.Read(value);
    }

    /// <summary>Holds on to what has come of the view's stream; before the snapshot of the state is renewed, so that nothing is missing between the two.</summary>
    public void Capture()
    {
        if (head is null) return;
        _begins = head.Indexed;
        _captured = head.Capture();
    }

    /// <summary>Makes sure that no event is in neither; after the snapshot was renewed.</summary>
    /// <exception cref="QuernException">The store has lost what was written into it, and the log is being read again.</exception>
    public void RequireAll()
    {
        if (head is not null && IsMaterialized && (head.IsComing || State!.LogPosition < _begins)) throw new QuernException(StreamFindings.StateLost(Plan.View.Reference));
    }

    /// <summary>Prepares for all entities of a request.</summary>
    public abstract void Begin(Instant t);

    /// <summary>Reads one entity into one row, of which it writes every feature.</summary>
    public abstract void Read(IOnlineRecords records, ReadOnlySpan<byte> partition, int row, in ReadBuffer output);

    /// <summary>What has come of an entity and is not in its state yet; null when nothing has.</summary>
    protected HeadSlice? HeadOf(ReadOnlySpan<byte> partition)
    {
        if (_captured is null) return null;
        head!.Read(_captured, partition, State!.LogPosition, _slice!);
        if (_slice!.IsEmpty) return null;
        _slice.Resolve();
        if (Trace is not null && _slice.Rows.Count > 0) Trace.Add(PieceOf(_slice.Rows));
        return _slice;
    }

    private static ReadPiece PieceOf(EntityRows rows)
    {
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        foreach (var time in rows.Times) (earliest, latest) = (Math.Min(earliest, time), Math.Max(latest, time));
        return new(PieceKind.Head, new(earliest), new(latest), rows.Count, ByRow: true);
    }
}
