using System.Globalization;
using Quern.Connectors.Postgres.Sources;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>Values of definitions as SQL writes them, whatever the session's settings are.</summary>
internal static class PostgresLiteral
{
    /// <summary>A value; null where the server cannot have it exactly.</summary>
    public static string? Of(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "TRUE" : "FALSE",
        int or long => string.Create(CultureInfo.InvariantCulture, $"'{value}'::bigint"),
        float or double => Convert.ToDouble(value, CultureInfo.InvariantCulture) is var real && double.IsFinite(real) ? string.Create(CultureInfo.InvariantCulture, $"'{real:R}'::float8") : null,
        string text => text.Contains('\0', StringComparison.Ordinal) ? null : $"{KeyCondition.Text(text)}::text COLLATE \"C\"",
        DateTimeOffset time => Of(time.UtcDateTime),
        DateTime time => time.Ticks % TimeSpan.TicksPerMicrosecond == 0 ? $"TIMESTAMPTZ '{time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'" : null,
        _ => null,
    };
}
