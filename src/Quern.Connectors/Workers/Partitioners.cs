using System.Buffers.Binary;
using Quern.Engine.Parts;

namespace Quern.Connectors.Workers;

/// <summary>How senders of Kafka spread keys over partitions.</summary>
public static class Partitioners
{
    /// <summary>The one of Java's client, and of all that follow it.</summary>
    public const string Murmur2Name = "murmur2";

    /// <summary>The one of librdkafka that it calls <c>consistent</c>, and by default <c>consistent_random</c>.</summary>
    public const string Crc32Name = "crc32";

    private const uint Reflected = 0xEDB88320;
    private static readonly uint[] Table = MakeTable();

    /// <summary>The function of a name.</summary>
    public static PartFunction Of(string name) => name == Crc32Name
        ? (key, parts) => (int)(Crc32(key) % (uint)parts)
        : (key, parts) => (Murmur2(key) & int.MaxValue) % parts;

    /// <summary>MurmurHash2 of 32 bits with the seed of Kafka.</summary>
    public static int Murmur2(ReadOnlySpan<byte> key)
    {
        const uint Seed = 0x9747b28c;
        const uint Multiplier = 0x5bd1e995;
        unchecked
        {
            var hash = Seed ^ (uint)key.Length;
            for (; key.Length >= 4; key = key[4..])
            {
                var word = BinaryPrimitives.ReadUInt32LittleEndian(key) * Multiplier;
                word ^= word >> 24;
                hash = (hash * Multiplier) ^ (word * Multiplier);
            }

            for (var i = key.Length - 1; i >= 0; i--) hash ^= (uint)key[i] << (8 * i);
            if (key.Length > 0) hash *= Multiplier;
            hash ^= hash >> 13;
            hash *= Multiplier;
            return (int)(hash ^ (hash >> 15));
        }
    }

    /// <summary>CRC-32 as zlib computes it.</summary>
    public static uint Crc32(ReadOnlySpan<byte> key)
    {
        var crc = uint.MaxValue;
        foreach (var b in key) crc = Table[(crc ^ b) & byte.MaxValue] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Reflected;
            table[i] = crc;
        }

        return table;
    }
}
