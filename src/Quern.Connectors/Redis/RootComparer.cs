namespace Quern.Connectors.Redis;

/// <summary>Compares keys of roots by their partitions, and finds them by the partitions' bytes.</summary>
/// <param name="prefix">How many bytes of a key stand before its partition.</param>
internal sealed class RootComparer(int prefix) : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan(prefix).SequenceEqual(y.AsSpan(prefix));

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan(prefix));

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other.AsSpan(prefix));

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException("A root's key has more than its partition.");
}
