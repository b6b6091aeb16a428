using System.Buffers.Binary;
using System.Text;

namespace Quern.Engine.Streams;

/// <summary>Where things lie in the store of streams: each stream has a partition for its events, one for its event keys and one for what feeds it, and all share one for schemas and one for dead letters.</summary>
internal static class StreamPartition
{
    public const int SequenceLength = 8;

    public static ReadOnlySpan<byte> Schemas => "\0schemas"u8;

    public static ReadOnlySpan<byte> DeadLetters => "\0dead_letters"u8;

    public static byte[] Events(string stream) => [.. "events\0"u8, .. Encoding.UTF8.GetBytes(stream)];

    public static byte[] Keys(string stream) => [.. "keys\0"u8, .. Encoding.UTF8.GetBytes(stream)];

    public static byte[] Feeds(string stream) => [.. "feeds\0"u8, .. Encoding.UTF8.GetBytes(stream)];

    public static ReadOnlySpan<byte> Sequence(Span<byte> key, long sequence)
    {
        BinaryPrimitives.WriteInt64BigEndian(key, sequence);
        return key[..SequenceLength];
    }

    public static long SequenceOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);
}
