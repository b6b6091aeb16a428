using System.Globalization;
using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Time;

namespace Quern.Stores.Sources;

/// <summary>
/// A condition on the column of event times by which DuckDB leaves out row groups, in the column's own type, so that their statistics can be compared. It may
/// admit rows outside the interval, never refuse one inside; null times pass, since they are bad rows and must be seen.
/// </summary>
internal static class EventTimeFilter
{
    /// <summary>The condition, or null when the column cannot be compared or the interval has no usable end.</summary>
    public static string? Of(BoundSource source, Interval? interval)
    {
        if (interval is not { } times || source.Relation.IsText) return null;
        var field = source.Definition.EventTime.DirectField;
        if (source.Columns.FirstOrDefault(candidate => candidate.Field == field) is not { } column) return null;
        var epoch = source.Definition.Schema.Fields[field].Epoch;
        var name = DuckSql.Identifier(column.Name);
        var start = Literal(column.Type.Id, epoch, times.Start.Microseconds, up: false);
        var end = Literal(column.Type.Id, epoch, times.End.Microseconds, up: true);
        if (start is null && end is null) return null;
        string?[] bounds = [start is null ? null : $"{name} >= {start}", end is null ? null : $"{name} < {end}"];
        return $"({string.Join(" AND ", bounds.OfType<string>())}) OR {name} IS NULL";
    }

    private static string? Literal(DuckTypeId type, EpochUnit? epoch, long microseconds, bool up)
    {
        if (epoch is { } unit) return Count(unit, microseconds, up);
        if (!new Instant(microseconds).IsUsable) return null;
        return type switch
        {
            DuckTypeId.Timestamp => $"TIMESTAMP '{Text(microseconds)}'",
            DuckTypeId.TimestampTz => $"TIMESTAMPTZ '{Text(microseconds)}+00'",
            DuckTypeId.TimestampMs => Stepped("TIMESTAMP_MS", microseconds, 1_000, up),
            DuckTypeId.TimestampS => Stepped("TIMESTAMP_S", microseconds, Instant.PerSecond, up),
            DuckTypeId.Date => Stepped("DATE", microseconds, 86_400 * Instant.PerSecond, up),
            DuckTypeId.TimestampNs when Math.Abs(microseconds) < long.MaxValue / 1_000 => $"TIMESTAMP_NS '{Text(microseconds)}'",
            _ => null,
        };
    }

    private static string? Stepped(string type, long microseconds, long step, bool up)
    {
        var count = Floor(microseconds, step) + (up ? 1 : 0);
        return new Instant(count * step) is { IsUsable: true } instant ? $"{type} '{Text(instant.Microseconds)}'" : null;
    }

    private static string? Count(EpochUnit unit, long microseconds, bool up)
    {
        if (microseconds is long.MinValue or long.MaxValue) return null;
        if (unit == EpochUnit.Nanoseconds) return Math.Abs(microseconds) < long.MaxValue / 1_000 ? Number(microseconds * 1_000) : null;
        var step = unit switch { EpochUnit.Seconds => Instant.PerSecond, EpochUnit.Milliseconds => 1_000, _ => 1 };
        return Number(Floor(microseconds, step) + (up && step > 1 ? 1 : 0));
    }

    private static long Floor(long microseconds, long step) => new Instant(microseconds).Floor(new Duration(step)).Microseconds / step;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(long microseconds) => new Instant(microseconds).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
