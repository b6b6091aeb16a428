using System.Text.Json;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Protocol.Columns;

/// <summary>
/// Instants of events: ISO 8601 text, without a zone UTC, read as sources in files are; a whole number only where the field says what it counts since 1970. Nothing is guessed.
/// </summary>
internal sealed class EventTimeReader(Int64Column column, EpochUnit? epoch) : ColumnReader
{
    internal override string Expected => epoch is { } unit
        ? $"instants (whole {unit.ToString().ToLowerInvariant()} since 1970, or 2001-03-01T00:00:00Z)"
        : "instants (2001-03-01T00:00:00Z; a number counts only where the field has an Epoch)";

    internal override Column Column => column;

    internal override bool TryAppend(ref Utf8JsonReader json)
    {
        if (!TryRead(ref json, out var microseconds) || !new Instant(microseconds).IsUsable) return false;
        column.Append(microseconds);
        return true;
    }

    private bool TryRead(ref Utf8JsonReader json, out long microseconds)
    {
        microseconds = 0;
        if (json.TokenType == JsonTokenType.String) return Unescaped.TryRead(ref json, out var text) && InstantText.TryRead(text, out microseconds);
        return json.TokenType == JsonTokenType.Number && epoch is { } unit && WholeNumber.TryRead(ref json, out var count) && TryScale(count, unit, out microseconds);
    }

    private static bool TryScale(long count, EpochUnit unit, out long microseconds)
    {
        var scale = unit switch
        {
            EpochUnit.Seconds => Instant.PerSecond,
            EpochUnit.Milliseconds => 1000,
            _ => 1,
        };
        microseconds = unit == EpochUnit.Nanoseconds ? (count / 1000) - (count % 1000 < 0 ? 1 : 0) : unchecked(count * scale);
        return count >= long.MinValue / scale && count <= long.MaxValue / scale;
    }
}
