using System.Text.Json;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// The fields of events as they were when they were logged. Fields are matched by the names of their columns, so a source's record may gain optional members, lose some, or
/// change their order while its stream goes on; Int32 and Int64 are one lane, as are Float32 and Float64.
/// </summary>
internal sealed class LogSchema(IReadOnlyList<LogField> fields)
{
    private (RowSchema Schema, int[] Places)? _last;

    public IReadOnlyList<LogField> Fields { get; } = fields;

    public static LogSchema Of(RowSchema schema) => new([.. schema.Fields.Select(field => new LogField(field.Column, field.Kind))]);

    public static LogSchema Read(ReadOnlySpan<byte> json) => new(JsonSerializer.Deserialize<LogField[]>(json)!);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(Fields);

    /// <summary>The position of a field among those of a row; -1 when the row has none of its name and lane.</summary>
    public int PlaceIn(RowSchema schema, LogField field)
    {
        if (_last is not { } last || !ReferenceEquals(last.Schema, schema)) _last = last = (schema, [.. Fields.Select(mine => Find(schema, mine))]);
        for (var i = 0; i < Fields.Count; i++)
            if (ReferenceEquals(Fields[i], field))
                return last.Places[i];
        return -1;
    }

    private static int Find(RowSchema schema, LogField field)
    {
        for (var i = 0; i < schema.Fields.Count; i++)
            if (schema.Fields[i].Column == field.Column)
                return LaneOf(schema.Fields[i].Kind) == LaneOf(field.Kind) ? i : -1;
        return -1;
    }

    private static ValueKind LaneOf(ValueKind kind) => kind switch
    {
        ValueKind.Int32 => ValueKind.Int64,
        ValueKind.Float32 => ValueKind.Float64,
        _ => kind,
    };
}

/// <summary>One field of logged events.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record LogField(string Column, ValueKind Kind);
