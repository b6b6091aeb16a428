using System.Collections.Immutable;
using Quern.Engine.Online;

namespace Quern.Testing.Online;

/// <summary>Reads a sorted set of records.</summary>
internal abstract class MemoryRecords : IOnlineRecords
{
    private byte[] _partition = [];
    private int _next = int.MaxValue;

    protected abstract ImmutableSortedSet<MemoryRecord> Records { get; }

    public bool TryGet(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        var found = Records.TryGetValue(MemoryRecord.At(partition, record), out var actual);
        value = found ? actual.Value : default;
        return found;
    }

    public void Seek(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> from)
    {
        _partition = partition.ToArray();
        _next = Position(partition, from);
    }

    public void SeekBefore(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> end)
    {
        Seek(partition, end);
        if (_next > 0 && IsInPartition(_next - 1)) _next--;
    }

    public bool Next(out ReadOnlySpan<byte> record, out ReadOnlySpan<byte> value)
    {
        record = value = default;
        if (_next >= Records.Count || !IsInPartition(_next)) return false;
        record = Records[_next].Key;
        value = Records[_next++].Value;
        return true;
    }

    protected void EndRange() => _next = int.MaxValue;

    protected int Position(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record)
    {
        var position = Records.IndexOf(MemoryRecord.At(partition, record));
        return position < 0 ? ~position : position;
    }

    private bool IsInPartition(int position) => Records[position].Partition.AsSpan().SequenceEqual(_partition);
}
