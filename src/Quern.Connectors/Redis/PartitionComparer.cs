namespace Quern.Connectors.Redis;

/// <summary>Compares partitions, or keys of roots by their partitions, and finds them by a partition's bytes.</summary>
/// <param name="prefix">How many bytes stand before the partition.</param>
internal sealed class PartitionComparer(int prefix) : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    /// <summary>Gets the one for partitions alone.</summary>
    public static PartitionComparer Instance { get; } = new(0);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan(prefix).SequenceEqual(y.AsSpan(prefix));

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan(prefix));

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other.AsSpan(prefix));

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => prefix == 0 ? alternate.ToArray() : throw new NotSupportedException("A root's key has more than its partition.");
}
