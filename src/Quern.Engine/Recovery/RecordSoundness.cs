using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Quern.Engine.Online;
using Quern.Engine.Streams;

namespace Quern.Engine.Recovery;

/// <summary>Whether records of the stores are as they were written, by the checksums that they carry and the forms that they have.</summary>
public static class RecordSoundness
{
    private const string WrongSum = "It does not have the checksum that it was written with.";

    /// <summary>Says what is wrong with a record of the online state; null when nothing is.</summary>
    /// <param name="partition">The partition: an entity, or the catalog.</param>
    /// <param name="record">The record's key.</param>
    /// <param name="value">What is stored.</param>
    public static string? OfState(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        if (partition.SequenceEqual(Partition.Catalog)) return record.SequenceEqual("next"u8) ? Fits(value, sizeof(int)) : Json(value);
        if (record.Length < RecordKey.LatestLength) return "Its key is too short.";
        return RecordKey.KindOf(record) switch
        {
            RecordKind.Latest => HasSum(value, 0, value.Length) ? null : WrongSum,
            <= RecordKind.Coarse3 => OfStretch(value),
            _ => "Its key is of no kind that there is.",
        };
    }

    /// <summary>Says what is wrong with a record of the log of the streams; null when nothing is.</summary>
    /// <param name="partition">The partition: a stream's events, keys or feeds, the schemas, the dead letters.</param>
    /// <param name="record">The record's key.</param>
    /// <param name="value">What is stored.</param>
    public static string? OfLog(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> record, ReadOnlySpan<byte> value)
    {
        if (partition.SequenceEqual(StreamPartition.Schemas) || partition.SequenceEqual(StreamPartition.DeadLetters)) return Json(value);
        if (partition.StartsWith("keys\0"u8) || partition.StartsWith("feeds\0"u8)) return Fits(value, sizeof(long));
        if (!partition.StartsWith("events\0"u8)) return "It belongs to nothing that there is.";
        return record.Length == StreamPartition.SequenceLength && HasSum(value, 0, value.Length) ? null : WrongSum;
    }

    /// <summary>What a record belongs to, for people: <c>events of stream 'orders'</c>, <c>entity 'card'</c>.</summary>
    public static string NameOf(ReadOnlySpan<byte> partition)
    {
        if (partition.SequenceEqual(Partition.Catalog)) return "the catalog";
        if (partition.SequenceEqual(StreamPartition.Schemas)) return "the schemas";
        if (partition.SequenceEqual(StreamPartition.DeadLetters)) return "the dead letters";
        var end = partition.IndexOf((byte)0);
        if (end < 0) return "an unknown partition";
        var first = Encoding.UTF8.GetString(partition[..end]);
        return first is "events" or "keys" or "feeds" ? $"the {first} of stream '{Encoding.UTF8.GetString(partition[(end + 1)..])}'" : $"an entity '{first}'";
    }

    // Header and states have a sum of their own, and so do the rows.
    private static string? OfStretch(ReadOnlySpan<byte> value)
    {
        if (value.Length < StateRecord.HeaderLength) return WrongSum;
        var head = BinaryPrimitives.ReadInt32LittleEndian(value[8..]);
        if (head < StateRecord.HeaderLength || head > value.Length || !HasSum(value, 0, head)) return WrongSum;
        return BinaryPrimitives.ReadUInt32LittleEndian(value[4..]) == RecordChecksum.Of(value[head..]) ? null : WrongSum;
    }

    private static bool HasSum(ReadOnlySpan<byte> value, int at, int end) =>
        value.Length >= at + sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(value[at..]) == RecordChecksum.Of(value[(at + sizeof(uint))..end]);

    private static string? Fits(ReadOnlySpan<byte> value, int length) => value.Length == length ? null : "It is not as long as it should be.";

    private static string? Json(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException)
        {
            return "It is not JSON.";
        }
    }
}
