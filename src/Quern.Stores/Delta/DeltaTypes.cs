using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Delta;

/// <summary>Delta's types beside ours and DuckDB's.</summary>
internal static partial class DeltaTypes
{
    public const string Date = "date";
    public const string Timestamp = "timestamp";
    private const string Embedding = """{"type":"array","elementType":"float","containsNull":false}""";

    /// <summary>The Delta type in which a kind is stored.</summary>
    public static string Of(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "boolean",
        ValueKind.Int32 => "integer",
        ValueKind.Int64 => "long",
        ValueKind.Float32 => "float",
        ValueKind.Float64 => "double",
        ValueKind.String => "string",
        ValueKind.Embedding => Embedding,
        _ => Timestamp,
    };

    /// <summary>DuckDB's type of a column that holds a kind.</summary>
    public static DuckType DuckType(ValueKind kind) => DuckType(Of(kind))!;

    /// <summary>DuckDB's type for a Delta type; null for one that is unknown, or nested otherwise than as an array of values.</summary>
    public static DuckType? DuckType(string type) => type switch
    {
        "boolean" => DuckDb.DuckType.Boolean,
        "byte" => DuckDb.DuckType.Of(DuckTypeId.TinyInt),
        "short" => DuckDb.DuckType.Of(DuckTypeId.SmallInt),
        "integer" => DuckDb.DuckType.Integer,
        "long" => DuckDb.DuckType.BigInt,
        "float" => DuckDb.DuckType.Float,
        "double" => DuckDb.DuckType.Double,
        "string" => DuckDb.DuckType.Varchar,
        "binary" => DuckDb.DuckType.Blob,
        Date => DuckDb.DuckType.Date,
        Timestamp => DuckDb.DuckType.TimestampTz,
        "timestamp_ntz" => DuckDb.DuckType.Timestamp,
        ['{', ..] => ElementOf(type) is { } element && DuckType(element) is { } item ? DuckDb.DuckType.List(item) : null,
        _ => Decimal().Match(type) is { Success: true } match ? DuckDb.DuckType.Decimal(Digits(match, 1), Digits(match, 2)) : null,
    };

    private static string? ElementOf(string type) =>
        JsonNode.Parse(type) is JsonObject { } nested && (string?)nested["type"] == "array" && nested["elementType"] is JsonValue element ? element.GetValue<string>() : null;

    private static byte Digits(Match match, int group) => byte.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Adecimal\((\d{1,2}), ?(\d{1,2})\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
