namespace Quern.Stores.DuckDb;

/// <summary>How SQL writes a type.</summary>
internal static class DuckTypeNames
{
    internal static string Sql(DuckType type) => type.Id switch
    {
        DuckTypeId.Decimal => $"DECIMAL({type.Width},{type.Scale})",
        DuckTypeId.Enum => $"ENUM({string.Join(", ", type.Members.Select(DuckSql.Literal))})",
        DuckTypeId.List => $"{type.Element}[]",
        DuckTypeId.Array => $"{type.Element}[{type.Length}]",
        DuckTypeId.Map => $"MAP({type.Fields[0].Type}, {type.Fields[1].Type})",
        DuckTypeId.Struct => $"STRUCT({string.Join(", ", type.Fields.Select(field => $"{DuckSql.Identifier(field.Name)} {field.Type}"))})",
        DuckTypeId.TimestampS => "TIMESTAMP_S",
        DuckTypeId.TimestampMs => "TIMESTAMP_MS",
        DuckTypeId.TimestampNs => "TIMESTAMP_NS",
        DuckTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckTypeId.TimeNs => "TIME_NS",
        DuckTypeId.SqlNull => "\"NULL\"",
        _ => type.Id.ToString().ToUpperInvariant(),
    };
}
