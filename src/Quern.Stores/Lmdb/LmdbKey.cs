using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Quern.Stores.Lmdb;

/// <summary>
/// A partition and a record as one key of LMDB, at most 511 bytes: the partition's length (2 bytes), the partition, the record. The length in front keeps one partition
/// from being read as the start of another. A partition that is too long is its first bytes and its SHA-256, under a length that no other has.
/// </summary>
internal static class LmdbKey
{
    public const int MaxLength = 511;
    public const int MaxRecord = 100;
    public const int LongestPartition = MaxLength - LengthBytes - MaxRecord;
    private const int LengthBytes = 2;
    private const int KeptOfLong = 200;
    private const ushort Hashed = ushort.MaxValue;

    /// <summary>Writes the start of all keys of a partition; returns its length.</summary>
    public static int WritePartition(Span<byte> key, ReadOnlySpan<byte> partition)
    {
        if (partition.IsEmpty) throw new ArgumentException("A partition has at least one byte.", nameof(partition));
        if (partition.Length <= LongestPartition)
        {
            BinaryPrimitives.WriteUInt16BigEndian(key, (ushort)partition.Length);
            partition.CopyTo(key[LengthBytes..]);
            return LengthBytes + partition.Length;
        }

        BinaryPrimitives.WriteUInt16BigEndian(key, Hashed);
        partition[..KeptOfLong].CopyTo(key[LengthBytes..]);
        SHA256.HashData(partition, key[(LengthBytes + KeptOfLong)..]);
        return LengthBytes + KeptOfLong + SHA256.HashSizeInBytes;
    }

    /// <summary>Writes the rest of a key; returns the whole length.</summary>
    public static int WriteRecord(Span<byte> key, int partitionLength, ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecord) throw new ArgumentException($"A record's key has at most {MaxRecord} bytes.", nameof(record));
        record.CopyTo(key[partitionLength..]);
        return partitionLength + record.Length;
    }

    /// <summary>Whether a key's partition was too long to be in it.</summary>
    public static bool IsHashed(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt16BigEndian(key) == Hashed;

    /// <summary>The partition in the start of its keys.</summary>
    public static ReadOnlySpan<byte> Partition(ReadOnlySpan<byte> start) => start[LengthBytes..];

    /// <summary>How long the partition's part of a key is.</summary>
    public static int PartitionLength(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt16BigEndian(key) switch
    {
        Hashed => LengthBytes + KeptOfLong + SHA256.HashSizeInBytes,
        var length => LengthBytes + length,
    };

    /// <summary>Makes the start of a partition's keys the least that comes after all of them.</summary>
    public static void Advance(Span<byte> partition)
    {
        for (var i = partition.Length - 1; i >= 0; i--)
        {
            if (partition[i] < byte.MaxValue)
            {
                partition[i]++;
                return;
            }

            partition[i] = 0;
        }
    }
}
