using System.Globalization;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>What a cell of a scenario says.</summary>
internal static class CellText
{
    private const string Day = "2024-05-01";
    private static readonly Dictionary<FeatureStatus, string> Statuses = new()
    {
        [FeatureStatus.NullValue] = "NULL_VALUE",
        [FeatureStatus.NotFound] = "NOT_FOUND",
        [FeatureStatus.OutsideMaxAge] = "OUTSIDE_MAX_AGE",
        [FeatureStatus.Overflow] = "OVERFLOW",
        [FeatureStatus.TooManyValues] = "TOO_MANY_VALUES",
        [FeatureStatus.Failed] = "FAILED",
    };

    /// <summary>An instant: as ISO 8601, or a time of one and the same day.</summary>
    public static Instant Instant(string cell) => Time.Instant.TryParse(cell.Contains('-') ? cell : $"{Day}T{cell}Z", out var instant) ? instant : throw new FormatException($"'{cell}' is not an instant.");

    /// <summary>A value of a record's member or of a key.</summary>
    public static object? Of(string cell, Type type)
    {
        if (cell == "null") return null;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(DateTimeOffset) ? Instant(cell).ToDateTimeOffset() : Convert.ChangeType(cell, plain, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a value is what a cell expects; null alone does not ask why.</summary>
    public static bool IsMet(string cell, Value value, FeatureStatus status) => cell == "null" ? value.IsNull : cell == Of(value, status);

    /// <summary>A value as a cell says it.</summary>
    public static string Of(Value value, FeatureStatus status) => status == FeatureStatus.Present ? value.ToString() : Statuses[status];
}
