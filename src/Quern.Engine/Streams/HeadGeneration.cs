using Quern.Engine.Online;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Events of one view that came between two checkpoints: rows in the order of their coming, those of an entity linked from its last one back. The owner's lock guards it.
/// </summary>
/// <remarks>What is done with a row has a number: twice the sequence number of the event that does it, plus one when the row is added and not taken away.</remarks>
internal sealed class HeadGeneration(IReadOnlyList<ValueKind> kinds)
{
    private readonly Dictionary<byte[], int> _last = new(ByteComparer.Instance);
    private readonly List<long> _operations = [];
    private readonly List<int> _previous = [];
    private long _greatest = -1;

    public EntityRows Rows { get; } = new(kinds);

    /// <summary>Gets the entities that have rows here, by their partitions.</summary>
    public IReadOnlyCollection<byte[]> Partitions => _last.Keys;

    /// <summary>Gets when the first of the events was known; <see cref="long.MaxValue"/> when there are none.</summary>
    public long FirstKnown { get; private set; } = long.MaxValue;

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
        foreach (var (partition, last) in _last)
            for (var row = last; row >= 0; row = _previous[row])
                if (_operations[row] >> 1 >= from)
                    other.Copy(this, row, partition);
    }

    /// <summary>Adds to a slice what was done with rows of an entity by events from a sequence number to another one, excluded; last first.</summary>
    public void Collect(ReadOnlySpan<byte> partition, long from, long end, HeadSlice slice)
    {
        if (!_last.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(partition, out var row)) return;
        for (; row >= 0; row = _previous[row])
            if (_operations[row] >> 1 >= from && _operations[row] >> 1 < end)
                slice.Add(Rows, row, _operations[row]);
    }

    private void Copy(HeadGeneration other, int row, byte[] partition)
    {
        Link(partition, other._operations[row]);
        Rows.AddAnywhere(other.Rows, row);
        FirstKnown = Math.Min(FirstKnown, other.Rows.KnownAt[row]);
    }

    private void Link(ReadOnlySpan<byte> partition, long operation)
    {
        ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
            _last.GetAlternateLookup<ReadOnlySpan<byte>>(), partition, out var isKnown);
        _previous.Add(isKnown ? last : -1);
        last = Rows.Count;
        _operations.Add(operation);
        _greatest = Math.Max(_greatest, operation);
    }
}
