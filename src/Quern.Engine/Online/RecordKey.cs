using System.Buffers.Binary;

namespace Quern.Engine.Online;

/// <summary>
/// The key of a record within an entity's partition: the view's number (4 bytes), the kind (1), and for all but the latest row a time (8) and a number among equal times (4).
/// Big-endian with the sign flipped, so that the order of bytes is the order of time.
/// </summary>
internal static class RecordKey
{
    public const int Length = 17;
    public const int LatestLength = 5;

    public static ReadOnlySpan<byte> Latest(Span<byte> key, int view) => Prefix(key, view, RecordKind.Latest);

    public static ReadOnlySpan<byte> At(Span<byte> key, int view, RecordKind kind, long time, uint sequence = 0)
    {
        Prefix(key, view, kind);
        BinaryPrimitives.WriteInt64BigEndian(key[5..], time ^ long.MinValue);
        BinaryPrimitives.WriteUInt32BigEndian(key[13..], sequence);
        return key[..Length];
    }

    /// <summary>The least key after all of one kind.</summary>
    public static ReadOnlySpan<byte> End(Span<byte> key, int view, RecordKind kind) => Prefix(key, view, kind + 1);

    /// <summary>The least key of a view, or with the next number the least after all of it.</summary>
    public static ReadOnlySpan<byte> View(Span<byte> key, int view)
    {
        BinaryPrimitives.WriteInt32BigEndian(key, view);
        return key[..4];
    }

    public static bool Is(ReadOnlySpan<byte> key, int view, RecordKind kind) => key.Length >= 5 && BinaryPrimitives.ReadInt32BigEndian(key) == view && key[4] == (byte)kind;

    public static bool IsOf(ReadOnlySpan<byte> key, int view) => key.Length >= 5 && BinaryPrimitives.ReadInt32BigEndian(key) == view;

    public static ReadOnlySpan<byte> At(Span<byte> key, int view, RecordKind kind, RecordPlace place) => At(key, view, kind, place.Time, place.Sequence);

    public static long TimeOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key[5..]) ^ long.MinValue;

    public static RecordPlace PlaceOf(ReadOnlySpan<byte> key) => new(TimeOf(key), SequenceOf(key));

    public static RecordKind KindOf(ReadOnlySpan<byte> key) => (RecordKind)key[4];

    public static uint SequenceOf(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt32BigEndian(key[13..]);

    private static ReadOnlySpan<byte> Prefix(Span<byte> key, int view, RecordKind kind)
    {
        BinaryPrimitives.WriteInt32BigEndian(key, view);
        key[4] = (byte)kind;
        return key[..LatestLength];
    }
}
