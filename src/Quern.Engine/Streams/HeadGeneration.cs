using Quern.Engine.Online;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Events of one view that came between two checkpoints: rows in the order of their coming, those of an entity linked from its last one back. One thread adds; any number collect
/// meanwhile, without a lock, since a row is linked when it is whole and never changes.
/// </summary>
/// <remarks>What is done with a row has a number: twice the sequence number of the event that does it, plus one when the row is added and not taken away.</remarks>
/// <param name="kinds">What the view keeps as columns.</param>
/// <param name="capacity">For how many rows there is room from the start.</param>
internal sealed class HeadGeneration(IReadOnlyList<ValueKind> kinds, int capacity)
{
    private readonly HeadKeys _entities = new();
    private long[] _operations = new long[Math.Max(16, capacity)];
    private int[] _previous = new int[Math.Max(16, capacity)];
    private long _greatest = -1;

    public EntityRows Rows { get; } = new(kinds, capacity);

    /// <summary>Gets when the first of the events was known; <see cref="long.MaxValue"/> when there are none.</summary>
    public long FirstKnown { get; private set; } = long.MaxValue;

    /// <summary>The entities that have rows here, in the order of their partitions.</summary>
    public int[] InOrder() => _entities.InOrder();

    /// <summary>The partition of an entity.</summary>
    public ReadOnlySpan<byte> PartitionOf(int entity) => _entities[entity];

    public void Add(ViewProjection projection, int row, long knownAt, long operation)
    {
        var (entity, place) = Begin(projection.PartitionOf(row), operation);
        projection.AppendTo(Rows, row, knownAt);
        FirstKnown = Math.Min(FirstKnown, knownAt);
        _entities.SetLast(entity, place);
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
        for (var entity = 0; entity < _entities.Count; entity++)
            for (var row = _entities.LastOf(entity); row >= 0; row = _previous[row])
                if (_operations[row] >> 1 >= from)
                    other.Copy(this, row, _entities[entity]);
    }

    /// <summary>Adds to a slice what was done with rows of an entity by events from a sequence number to another one, excluded; last first.</summary>
    public void Collect(ReadOnlySpan<byte> partition, long from, long end, HeadSlice slice)
    {
        for (var row = _entities.Find(partition); row >= 0; row = _previous[row])
            if (_operations[row] >> 1 >= from && _operations[row] >> 1 < end)
                slice.Add(Rows, row, _operations[row]);
    }

    private void Copy(HeadGeneration other, int row, ReadOnlySpan<byte> partition)
    {
        var (entity, place) = Begin(partition, other._operations[row]);
        Rows.AddAnywhere(other.Rows, row);
        FirstKnown = Math.Min(FirstKnown, other.Rows.KnownAt[row]);
        _entities.SetLast(entity, place);
    }

    // Arrays that are too short are replaced; who reads goes on in those that were there.
    private (int Entity, int Row) Begin(ReadOnlySpan<byte> partition, long operation)
    {
        var (entity, row) = (_entities.Intern(partition), Rows.Count);
        if (row == _operations.Length)
        {
            Array.Resize(ref _operations, 2 * row);
            Array.Resize(ref _previous, 2 * row);
        }

        (_previous[row], _operations[row]) = (_entities.LastOf(entity), operation);
        _greatest = Math.Max(_greatest, operation);
        return (entity, row);
    }
}
