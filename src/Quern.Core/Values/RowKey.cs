using System.Buffers.Binary;
using System.Text;

namespace Quern.Values;

/// <summary>
/// The key of an entity as bytes, in one form only: two keys have equal bytes exactly when all their parts are equal, so <c>("1", "23")</c> is not
/// <c>("12", "3")</c>, and byte order is the order of the parts, numbers by value and text by UTF-8. Int32 and Int64 of one value are equal.
/// </summary>
public readonly struct RowKey : IEquatable<RowKey>
{
    private const byte Number = 1;
    private const byte Text = 2;
    private const byte Truth = 3;
    private const byte Time = 4;

    private RowKey(byte[] bytes) => Bytes = bytes;

    /// <summary>The encoded parts. Text is its bytes with 0 as (0, 255) and an end of (0, 0); other parts are 8 bytes, big-endian, sign flipped; each after a tag.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether a kind of value can be part of a key: reals cannot.</summary>
    public static bool Allows(ValueKind kind) => kind is not (ValueKind.Float32 or ValueKind.Float64 or ValueKind.Embedding);

    /// <summary>The kind that a key part of a kind has: a whole number is the same key in 32 and in 64 bits.</summary>
    public static ValueKind KindOf(ValueKind kind) => kind == ValueKind.Int32 ? ValueKind.Int64 : kind;

    /// <summary>Reads the text of an encoded key of one part.</summary>
    /// <param name="encoded">The key.</param>
    /// <param name="utf8">Gets the text; at least as long as the key.</param>
    /// <returns>How many bytes it has; -1 when the part is no text.</returns>
    public static int ReadText(ReadOnlySpan<byte> encoded, Span<byte> utf8)
    {
        if (encoded.Length == 0 || encoded[0] != Text) return -1;
        var length = 0;
        for (var at = 1; at < encoded.Length - 2; at++)
        {
            utf8[length++] = encoded[at];
            if (encoded[at] == 0) at++;
        }

        return length;
    }

    /// <summary>The bits of an encoded key of one part that is no text.</summary>
    /// <param name="encoded">The key: nine bytes, a tag and the bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter.</exception>
    public static long ReadBits(ReadOnlySpan<byte> encoded) => BinaryPrimitives.ReadInt64BigEndian(encoded[1..]) ^ long.MinValue;

    /// <summary>The key with the given parts, none of them null or real.</summary>
    /// <exception cref="ArgumentException">A part is null, a real, or not one value.</exception>
    public static RowKey Of(params ReadOnlySpan<Value> parts)
    {
        var bytes = new List<byte>(16 * parts.Length);
        foreach (var part in parts) Append(bytes, part);
        return new([.. bytes]);
    }

    /// <summary>The key that has been encoded to the given bytes before; they are not checked.</summary>
    public static RowKey OfEncoded(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(RowKey left, RowKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(RowKey left, RowKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(RowKey other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StableHash.Of(Bytes.Span).GetHashCode();

    /// <summary>Appends the encoding of one part, for a key that is put together part by part.</summary>
    /// <exception cref="ArgumentException">The part is null, a real, or not one value.</exception>
    public static void Append(List<byte> bytes, Value part)
    {
        if (part.IsNull || part.Type.Shape != DataShape.Scalar || !Allows(part.Type.Kind))
            throw new ArgumentException($"'{part}' ({part.Type}) cannot be part of a key.", nameof(part));
        if (part.Type.Kind == ValueKind.String) AppendText(bytes, Encoding.UTF8.GetBytes(part.AsText()));
        else AppendBits(bytes, part.Type.Kind, part.Bits);
    }

    /// <summary>Appends the encoding of a part that is text.</summary>
    public static void AppendText(List<byte> bytes, ReadOnlySpan<byte> utf8)
    {
        bytes.Add(Text);
        foreach (var b in utf8)
        {
            bytes.Add(b);
            if (b == 0) bytes.Add(255);
        }

        bytes.Add(0);
        bytes.Add(0);
    }

    /// <summary>Appends the encoding of a part of the whole-number lane, by its bits.</summary>
    public static void AppendBits(List<byte> bytes, ValueKind kind, long bits)
    {
        bytes.Add(kind switch { ValueKind.Boolean => Truth, ValueKind.Timestamp => Time, _ => Number });
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(word, bits ^ long.MinValue);
        bytes.AddRange(word);
    }
}
