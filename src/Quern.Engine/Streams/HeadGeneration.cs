using Quern.Engine.Online;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Events of one view that came between two checkpoints: rows in the order of their coming, those of an entity linked from its last one back. The owner's lock guards it.
/// </summary>
/// <remarks>What is done with a row has a number: twice the sequence number of the event that does it, plus one when the row is added and not taken away.</remarks>
/// <param name="kinds">What the view keeps as columns.</param>
/// <param name="capacity">For how many rows there is room from the start, so that arrays need not grow while readers wait.</param>
internal sealed class HeadGeneration(IReadOnlyList<ValueKind> kinds, int capacity)
{
    // Many small arrays that live for seconds would be what a garbage collection stops all threads for, so that keys lie side by side.
    private readonly StringPool _partitions = new();
    private readonly List<int> _last = [];
    private readonly List<long> _operations = new(capacity);
    private readonly List<int> _previous = new(capacity);
    private long _greatest = -1;

    public EntityRows Rows { get; } = new(kinds, capacity);

    /// <summary>Gets how many entities have rows here; their numbers are below.</summary>
    public int Entities => _partitions.Count;

    /// <summary>Gets when the first of the events was known; <see cref="long.MaxValue"/> when there are none.</summary>
    public long FirstKnown { get; private set; } = long.MaxValue;

    /// <summary>The partition of an entity.</summary>
    public ReadOnlySpan<byte> PartitionOf(int entity) => _partitions.Utf8(entity);

    /// <summary>The entities in the order of their partitions' bytes.</summary>
    public int[] InOrder()
    {
        var entities = new int[Entities];
        for (var entity = 0; entity < entities.Length; entity++) entities[entity] = entity;
        entities.AsSpan().Sort(_partitions.Compare);
        return entities;
    }

    public void Add(ViewProjection projection, int row, long knownAt, long operation)
    {
        Link(projection.PartitionOf(row), operation);
        projection.AppendTo(Rows, row, knownAt);
        FirstKnown = Math.Min(FirstKnown, knownAt);
    }

    /// <summary>The least sequence number of an event here that happens after an instant; <see cref="long.MaxValue"/> when none does.</summary>
    public long FirstAfter(long time)
    {
        var first = long.MaxValue;
        for (var row = 0; row < Rows.Count; row++)
            if (Rows.Times[row] > time)
                first = Math.Min(first, _operations[row] >> 1);
        return first;
    }

    /// <summary>Adds the rows of events from a sequence number on to another generation.</summary>
    public void CopyTo(HeadGeneration other, long from)
    {
        if (_greatest >> 1 < from) return;
        for (var entity = 0; entity < Entities; entity++)
            for (var row = _last[entity]; row >= 0; row = _previous[row])
                if (_operations[row] >> 1 >= from)
                    other.Copy(this, row, _partitions.Utf8(entity));
    }

    /// <summary>Adds to a slice what was done with rows of an entity by events from a sequence number to another one, excluded; last first.</summary>
    public void Collect(ReadOnlySpan<byte> partition, long from, long end, HeadSlice slice)
    {
        if (_partitions.Find(partition) is not (>= 0 and var entity)) return;
        for (var row = _last[entity]; row >= 0; row = _previous[row])
            if (_operations[row] >> 1 >= from && _operations[row] >> 1 < end)
                slice.Add(Rows, row, _operations[row]);
    }

    private void Copy(HeadGeneration other, int row, ReadOnlySpan<byte> partition)
    {
        Link(partition, other._operations[row]);
        Rows.AddAnywhere(other.Rows, row);
        FirstKnown = Math.Min(FirstKnown, other.Rows.KnownAt[row]);
    }

    private void Link(ReadOnlySpan<byte> partition, long operation)
    {
        var entity = _partitions.Intern(partition);
        if (entity == _last.Count) _last.Add(-1);
        _previous.Add(_last[entity]);
        _last[entity] = Rows.Count;
        _operations.Add(operation);
        _greatest = Math.Max(_greatest, operation);
    }
}
