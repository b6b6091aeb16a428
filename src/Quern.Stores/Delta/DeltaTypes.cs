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

    /// <summary>The Delta type in which values of a type are stored: lists as arrays, rankings as arrays of structs, histograms as maps.</summary>
    public static string Of(DataType type) => type.Shape switch
    {
        DataShape.Scalar => Of(type.Kind),
        DataShape.List => $$"""{"type":"array","elementType":{{Nested(type.Kind)}},"containsNull":false}""",
        DataShape.NullableList => $$"""{"type":"array","elementType":{{Nested(type.Kind)}},"containsNull":true}""",
        DataShape.Ranking => $$"""{"type":"array","elementType":{"type":"struct","fields":[{{Member("value", type.Kind)}},{{Member("count", ValueKind.Int64)}}]},"containsNull":false}""",
        _ => $$"""{"type":"map","keyType":{{Nested(type.Kind)}},"valueType":"long","valueContainsNull":false}""",
    };

    /// <summary>DuckDB's type of a column that holds a kind.</summary>
    public static DuckType DuckType(ValueKind kind) => DuckType(Of(kind))!;

    /// <summary>DuckDB's type for a Delta type; null for one that is unknown.</summary>
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
        ['{', ..] => Nested((JsonObject)JsonNode.Parse(type)!),
        _ => Decimal().Match(type) is { Success: true } match ? DuckDb.DuckType.Decimal(Digits(match, 1), Digits(match, 2)) : null,
    };

    private static string Nested(ValueKind kind) => Of(kind) is ['{', ..] nested ? nested : $"\"{Of(kind)}\"";

    private static string Member(string name, ValueKind kind) => $$$"""{"name":"{{{name}}}","type":{{{Nested(kind)}}},"nullable":false,"metadata":{}}""";

    private static DuckType? Nested(JsonObject type) => (string?)type["type"] switch
    {
        "array" => Part(type["elementType"]) is { } element ? DuckDb.DuckType.List(element) : null,
        "map" => Part(type["keyType"]) is { } key && Part(type["valueType"]) is { } value ? DuckDb.DuckType.Map(key, value) : null,
        "struct" => Struct(type["fields"] as JsonArray ?? []),
        _ => null,
    };

    private static DuckType? Struct(JsonArray fields)
    {
        var parts = fields.Select(field => (Name: (string?)field?["name"], Type: Part(field?["type"]))).ToArray();
        return parts.Length == 0 || parts.Any(part => part.Name is null || part.Type is null) ? null : DuckDb.DuckType.Struct([.. parts.Select(part => new DuckField(part.Name!, part.Type!))]);
    }

    private static DuckType? Part(JsonNode? type) => type switch
    {
        null => null,
        JsonObject nested => Nested(nested),
        _ => DuckType(type.GetValue<string>()),
    };

    private static byte Digits(Match match, int group) => byte.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\Adecimal\((\d{1,2}), ?(\d{1,2})\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
