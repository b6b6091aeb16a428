using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Embedded;

/// <summary>One key or request field of one row: a column that is filled again for each read. Types are exact: nothing is cast that could become another key.</summary>
internal sealed class KeyColumn(RequestField definition)
{
    // A pool never forgets a text, so one that serves for long is exchanged now and then.
    private const int PooledTexts = 4096;

    public RequestField Definition => definition;

    public Column Column { get; private set; } = Column.Create(definition.Kind);

    /// <summary>Gets whether it was given for this read, be it wrongly.</summary>
    public bool IsGiven { get; private set; }

    public void Clear()
    {
        if (Column is TextColumn { Pool.Count: > PooledTexts }) Column = Column.Create(definition.Kind);
        Column.Clear();
        IsGiven = false;
    }

    /// <summary>Sets the value; false when it is of another type.</summary>
    public bool TrySet(object? value)
    {
        IsGiven = true;
        if (value is null)
        {
            Column.AppendNull();
            return true;
        }

        return Column switch
        {
            TextColumn { Kind: ValueKind.Embedding } embedding => TrySet(embedding, value),
            TextColumn text => value is string read && Append(text, read),
            Float64Column real => TrySet(real, value),
            _ => TrySet((Int64Column)Column, value),
        };
    }

    private static bool Append(TextColumn column, string text)
    {
        column.Append(System.Text.Encoding.UTF8.GetBytes(text));
        return true;
    }

    private static bool TrySet(TextColumn column, object value)
    {
        if (value is not float[] numbers || !numbers.All(float.IsFinite)) return false;
        column.Append(EmbeddingBytes.Of(numbers));
        return true;
    }

    private static bool TrySet(Float64Column column, object value)
    {
        double? real = value switch
        {
            double number => column.Kind == ValueKind.Float32 ? (float)number : number,
            float number => number,
            sbyte or byte or short or ushort or int or uint or long => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };
        if (real is not { } finite || !double.IsFinite(finite)) return false;
        column.Append(finite);
        return true;
    }

    private static bool TrySet(Int64Column column, object value)
    {
        if (Bits(column.Kind, value) is not { } bits) return false;
        column.Append(bits);
        return true;
    }

    private static long? Bits(ValueKind kind, object value) => (kind, value) switch
    {
        (ValueKind.Boolean, bool truth) => truth ? 1 : 0,
        (ValueKind.Timestamp, DateTimeOffset time) => Instant.From(time).Microseconds,
        (ValueKind.Timestamp, DateTime { Kind: DateTimeKind.Utc } time) => Instant.From(time).Microseconds,
        (ValueKind.Timestamp, Instant instant) => instant.Microseconds,
        (ValueKind.Int32, long number) => number is >= int.MinValue and <= int.MaxValue ? number : null,
        (ValueKind.Int32, uint number) => number <= int.MaxValue ? number : null,
        (ValueKind.Int32 or ValueKind.Int64, sbyte or byte or short or ushort or int or uint or long) => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
