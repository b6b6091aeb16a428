using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>Pieces of Spark's SQL.</summary>
internal static class SparkSql
{
    // What SparkOutput.Escape does; percent itself comes first on the way there and last on the way back.
    private static readonly (string Letter, string Code)[] Escapes = [("chr(9)", "%09"), ("chr(10)", "%0A"), ("chr(13)", "%0D"), ("chr(92)", "%5C")];

    private static readonly (string Letter, string Code)[] Separators = [("','", "%2C"), ("':'", "%3A")];

    public static string Identifier(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    public static string Literal(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A field as the kernel reads it: a tilde, or an equals sign and the text. Characters are told by their numbers, since how a literal is written depends on a setting.</summary>
    public static string Field(string text) => $"coalesce('=' || {text}, '~')";

    /// <summary>A text in which nothing stands that a line would end at.</summary>
    public static string Escaped(string text) => Escapes.Aggregate($"replace({text}, '%', '%25')", (sql, escape) => $"replace({sql}, {escape.Letter}, '{escape.Code}')");

    /// <summary>The value of a feature from the text that the last step gives for it.</summary>
    public static string Value(DataType type, string field) => type.Shape switch
    {
        DataShape.Scalar when type.Kind == ValueKind.Embedding => List(field, "x", ValueKind.Float32),
        DataShape.Scalar => Scalar(type.Kind, $"nullif({field}, '~')"),
        DataShape.List => List(field, "x", type.Kind),
        DataShape.NullableList => List(field, "nullif(x, '~')", type.Kind),
        DataShape.Ranking => Items(field, $"named_struct('value', {Scalar(type.Kind, "split_part(x, ':', 1)")}, 'count', {Count})", $"STRUCT<value: {TypeOf(type.Kind)}, count: BIGINT>"),
        _ => $"map_from_entries({Items(field, $"named_struct('key', {Scalar(type.Kind, "split_part(x, ':', 1)")}, 'value', {Count})", $"STRUCT<key: {TypeOf(type.Kind)}, value: BIGINT>")})",
    };

    private static string Count => "CAST(split_part(x, ':', 2) AS BIGINT)";

    private static string List(string field, string item, ValueKind kind) => Items(field, Scalar(kind, item), TypeOf(kind));

    private static string Items(string field, string item, string type) =>
        $"CASE WHEN {field} = '[' THEN CAST(array() AS ARRAY<{type}>) ELSE transform(split(substring(nullif(nullif({field}, '~'), '['), 2), ','), x -> {item}) END";

    private static string Scalar(ValueKind kind, string text) => kind switch
    {
        ValueKind.String => $"replace({Escapes.Concat(Separators).Aggregate($"substring({text}, 2)", (sql, escape) => $"replace({sql}, '{escape.Code}', {escape.Letter})")}, '%25', '%')",
        ValueKind.Timestamp => $"timestamp_micros(CAST({text} AS BIGINT))",
        _ => $"CAST({text} AS {TypeOf(kind)})",
    };

    private static string TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => "BOOLEAN",
        ValueKind.Int32 => "INT",
        ValueKind.Int64 => "BIGINT",
        ValueKind.Float32 => "FLOAT",
        ValueKind.Float64 => "DOUBLE",
        ValueKind.String => "STRING",
        _ => "TIMESTAMP",
    };
}
