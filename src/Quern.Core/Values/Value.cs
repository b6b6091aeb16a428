using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Quern.Values;

/// <summary>
/// One value of any <see cref="DataType"/>, or null, which <c>default</c> is. Equal when type and bits are equal: <c>0.0</c> is not <c>-0.0</c>,
/// and two equal texts are equal by code points. For single values, tests and explanations; many rows live in a <see cref="Column"/>.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly long _bits;
    private readonly object? _reference;

    private Value(DataType type, long bits, object? reference) => (Type, _bits, _reference) = (type, bits, reference);

    /// <summary>No value.</summary>
    public static Value Null => default;

    /// <summary>What the value is; means nothing when <see cref="IsNull"/>.</summary>
    public DataType Type { get; }

    /// <summary>Whether there is no value.</summary>
    public bool IsNull => Type.Kind == 0;

    /// <summary>The value of a fixed-width scalar: 0 or 1, the number, microseconds, or the bits of a double (also for Float32).</summary>
    public long Bits => _bits;

    /// <summary>A truth value.</summary>
    public static Value Of(bool value) => OfBits(ValueKind.Boolean, value ? 1 : 0);

    /// <summary>A whole number of 32 bits.</summary>
    public static Value Of(int value) => OfBits(ValueKind.Int32, value);

    /// <summary>A whole number of 64 bits.</summary>
    public static Value Of(long value) => OfBits(ValueKind.Int64, value);

    /// <summary>A real of 32 bits.</summary>
    public static Value Of(float value) => OfBits(ValueKind.Float32, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A real of 64 bits.</summary>
    public static Value Of(double value) => OfBits(ValueKind.Float64, BitConverter.DoubleToInt64Bits(value));

    /// <summary>An instant.</summary>
    public static Value Of(Time.Instant value) => OfBits(ValueKind.Timestamp, value.Microseconds);

    /// <summary>A text, or null.</summary>
    public static Value Of(string? value) => value is null ? Null : new(DataType.Scalar(ValueKind.String), 0, value);

    /// <summary>An embedding.</summary>
    public static Value Of(ReadOnlySpan<float> value) => new(DataType.Scalar(ValueKind.Embedding), 0, value.ToArray());

    /// <summary>A text from its UTF-8, or an embedding from its numbers, 4 bytes each, little-endian.</summary>
    public static Value OfBytes(ValueKind kind, ReadOnlySpan<byte> bytes) =>
        kind == ValueKind.String ? Of(Encoding.UTF8.GetString(bytes)) : Of(MemoryMarshal.Cast<byte, float>(bytes));

    /// <summary>A fixed-width scalar from its <see cref="Bits"/>.</summary>
    public static Value OfBits(ValueKind kind, long bits) => new(DataType.Scalar(kind), bits, null);

    /// <summary>A list; no item is null.</summary>
    public static Value List(ValueKind kind, IReadOnlyList<Value> items) => new(DataType.List(kind), 0, items.ToArray());

    /// <summary>A list of which any item may be null.</summary>
    public static Value NullableList(ValueKind kind, IReadOnlyList<Value> items) => new(DataType.NullableList(kind), 0, items.ToArray());

    /// <summary>Values with their counts, in the order given.</summary>
    public static Value Counts(DataShape shape, ValueKind kind, IReadOnlyList<KeyValuePair<Value, long>> counts) => new(new(shape, kind), 0, counts.ToArray());

    /// <summary>The truth value.</summary>
    public bool AsBoolean() => _bits != 0;

    /// <summary>The whole number, the instant's microseconds, or 0 or 1.</summary>
    public long AsInt64() => _bits;

    /// <summary>The real.</summary>
    public double AsDouble() => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The text.</summary>
    public string AsText() => (string)_reference!;

    /// <summary>The numbers of an embedding.</summary>
    public ReadOnlyMemory<float> AsEmbedding() => (float[])_reference!;

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<Value> AsList() => (Value[])_reference!;

    /// <summary>The pairs of a ranking or a histogram.</summary>
    public IReadOnlyList<KeyValuePair<Value, long>> AsCounts() => (KeyValuePair<Value, long>[])_reference!;

    /// <summary>Whether two values are the same bits.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Value other) => Type == other.Type && _bits == other._bits && (_reference, other._reference) switch
    {
        (null, null) => true,
        (string left, string right) => string.Equals(left, right, StringComparison.Ordinal),
        (float[] left, float[] right) => MemoryMarshal.AsBytes<float>(left).SequenceEqual(MemoryMarshal.AsBytes<float>(right)),
        (Value[] left, Value[] right) => left.AsSpan().SequenceEqual(right),
        (KeyValuePair<Value, long>[] left, KeyValuePair<Value, long>[] right) => left.AsSpan().SequenceEqual(right),
        _ => false,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, _bits, _reference is string text ? text.GetHashCode(StringComparison.Ordinal) : 0);

    /// <summary>The value as a person reads it: <c>null</c>, <c>true</c>, <c>12</c>, <c>0.5</c>, text as it is, <c>[1, 2]</c>, <c>{a: 2, b: 1}</c>.</summary>
    public override string ToString()
    {
        if (IsNull) return "null";
        return Type.Shape switch
        {
            DataShape.List or DataShape.NullableList => $"[{string.Join(", ", AsList())}]",
            DataShape.Ranking or DataShape.Histogram => $"{{{string.Join(", ", AsCounts().Select(pair => $"{pair.Key}: {pair.Value}"))}}}",
            _ => ScalarText(),
        };
    }

    private string ScalarText() => Type.Kind switch
    {
        ValueKind.Boolean => AsBoolean() ? "true" : "false",
        ValueKind.Float32 => ((float)AsDouble()).ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Float64 => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        ValueKind.String => AsText(),
        ValueKind.Embedding => $"[{string.Join(", ", ((float[])_reference!).Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}]",
        ValueKind.Timestamp => new Time.Instant(_bits).ToString(),
        _ => _bits.ToString(CultureInfo.InvariantCulture),
    };
}
