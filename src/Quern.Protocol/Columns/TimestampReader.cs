using System.Text.Json;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>Instants: ISO 8601 text, without a zone UTC, or whole seconds since 1970 as Feast has them.</summary>
internal sealed class TimestampReader(Int64Column column) : ColumnReader
{
    internal override string Expected => "instants (2001-03-01T00:00:00Z, or whole seconds since 1970)";

    internal override Column Column => column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (!TryRead(ref json, out var instant)) return false;
        column.Append(instant.Microseconds);
        return true;
    }

    private static bool TryRead(ref Utf8JsonReader json, out Instant instant)
    {
        instant = default;
        if (json.TokenType == JsonTokenType.Number)
        {
            if (!WholeNumber.TryRead(ref json, out var seconds)) return false;
            if (seconds < Instant.Min.Microseconds / Instant.PerSecond || seconds > Instant.Max.Microseconds / Instant.PerSecond) return false;
            instant = new(seconds * Instant.PerSecond);
            return true;
        }

        return json.TokenType == JsonTokenType.String && Unescaped.TryRead(ref json, out var text) && Instant.TryParse(System.Text.Encoding.ASCII.GetString(text), out instant);
    }
}
