using System.Globalization;
using Quern.Schema;
using Quern.Time;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// A condition on the column of event times, in the column's own type, so that the server can use an index on it. It may admit rows outside the interval, never refuse one inside; null times pass,
/// since they are bad rows and must be seen.
/// </summary>
internal static class EventTimeRange
{
    private const long Day = 86_400 * Instant.PerSecond;

    /// <summary>The condition, or null when event times are not a column's, or the interval has no usable end.</summary>
    public static string? Of(BoundSource source, Interval? interval)
    {
        var field = source.Definition.EventTime.DirectField;
        if (interval is not { } times || source.Columns.FirstOrDefault(candidate => candidate.Field == field) is not { } bound) return null;
        var (column, epoch) = (bound.Column, source.Definition.Schema.Fields[field].Epoch);
        var name = PostgresCatalog.Quote(column.Name);
        string?[] bounds = [Literal(column.Type, epoch, times.Start.Microseconds) is { } start ? $"{name} >= {start}" : null, Literal(column.Type, epoch, times.End.Microseconds) is { } end ? $"{name} < {end}" : null];
        var within = string.Join(" AND ", bounds.OfType<string>());
        return within.Length == 0 ? null : column.MayBeNull == false ? within : $"({within}) OR {name} IS NULL";
    }

    private static string? Literal(PostgresType type, EpochUnit? epoch, long microseconds)
    {
        if (epoch is { } unit) return Count(unit, microseconds);
        if (new Instant(microseconds) is not { IsUsable: true } instant) return null;
        if (type.IsDate) return new Instant(Ceiling(microseconds, Day) * Day) is { IsUsable: true } day ? $"DATE '{Text(day)}'" : null;
        // Which zone a text is in does not depend on the session.
        return type.HasZone ? $"TIMESTAMPTZ '{Text(instant)}+00'" : $"TIMESTAMP '{Text(instant)}'";
    }

    private static string? Count(EpochUnit unit, long microseconds) => unit switch
    {
        _ when microseconds is long.MinValue or long.MaxValue => null,
        EpochUnit.Nanoseconds => Math.Abs(microseconds) < long.MaxValue / 1_000 ? Number(microseconds * 1_000) : null,
        EpochUnit.Seconds => Number(Ceiling(microseconds, Instant.PerSecond)),
        EpochUnit.Milliseconds => Number(Ceiling(microseconds, 1_000)),
        _ => Number(microseconds),
    };

    // Of whole steps those before an instant, and those from it on, are those before and from the first that is not earlier.
    private static long Ceiling(long microseconds, long step)
    {
        var floor = new Instant(microseconds).Floor(new Duration(step)).Microseconds;
        return (floor / step) + (floor == microseconds ? 0 : 1);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(Instant instant) => instant.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
