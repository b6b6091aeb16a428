namespace Quern.Testing.Online;

/// <summary>One record; ordered by partition, then by its key.</summary>
internal sealed record MemoryRecord(byte[] Partition, byte[] Key, byte[] Value)
{
    public static IComparer<MemoryRecord> ByKey { get; } = Comparer<MemoryRecord>.Create((left, right) =>
    {
        var order = left.Partition.AsSpan().SequenceCompareTo(right.Partition);
        return order != 0 ? order : left.Key.AsSpan().SequenceCompareTo(right.Key);
    });

    public static MemoryRecord At(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> key) => new(partition.ToArray(), key.ToArray(), []);
}
