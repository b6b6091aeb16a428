namespace Quern.Values;

/// <summary>
/// A 64-bit hash that is the same in every process and version, since sketches and the cut of work into buckets depend on it.
/// Words are mixed with the finaliser of MurmurHash3 (A. Appleby, public domain).
/// </summary>
public static class StableHash
{
    private const ulong Seed = 0x9E3779B97F4A7C15;

    /// <summary>The hash of a whole number.</summary>
    public static ulong Of(long value) => unchecked(Mix((ulong)value + Seed));

    /// <summary>The hash of bytes; the length counts, so that trailing zero bytes matter.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = Mix(Seed ^ (ulong)bytes.Length);
            while (bytes.Length >= 8)
            {
                hash = Mix(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes)) + Seed;
                bytes = bytes[8..];
            }

            ulong rest = 0;
            for (var i = bytes.Length - 1; i >= 0; i--) rest = (rest << 8) | bytes[i];
            return Mix(hash ^ rest);
        }
    }

    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x ^= x >> 33;
            x *= 0xFF51AFD7ED558CCD;
            x ^= x >> 33;
            x *= 0xC4CEB9FE1A85EC53;
            return x ^ (x >> 33);
        }
    }
}
