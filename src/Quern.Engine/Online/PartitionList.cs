namespace Quern.Engine.Online;

/// <summary>Partitions that are going to be read; its memory is used again from one request to the next.</summary>
public sealed class PartitionList
{
    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[8];

    /// <summary>How many there are; one that was added twice counts twice.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of one; valid until the list is changed.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Adds one.</summary>
    public void Add(ReadOnlySpan<byte> partition)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + partition.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + partition.Length));
        if (Count == _ends.Length) Array.Resize(ref _ends, Count * 2);
        partition.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + partition.Length;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;
}
