using System.Globalization;
using System.Text;
using Quern.Engine.Sources;
using Quern.Values;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>
/// A condition on the columns that are the parts of keys, so that the server can use an index on them. It may admit rows of other keys, as where a key has several parts, never refuse one of those that are
/// asked for; nulls pass where the record has none, since they are bad rows and must be seen.
/// </summary>
internal static class KeyCondition
{
    /// <summary>The condition; null where all rows are asked for, or equality there may be another than here.</summary>
    public static string? Of(BoundSource source, IReadOnlyList<WantedKeys>? keys)
    {
        if (keys is null) return null;
        string?[] each = [.. keys.Select(wanted => Of(source, wanted))];
        return each.Contains(null) ? null : string.Join(" OR ", each.Select(condition => $"({condition})"));
    }

    /// <summary>A text as SQL writes it, so that it means the same whatever the session takes a backslash for.</summary>
    public static string Text(string text) => text.Contains('\\', StringComparison.Ordinal)
        ? new StringBuilder("E'").Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)).Append('\'').ToString()
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string? Of(BoundSource source, WantedKeys keys)
    {
        string?[] parts = [.. keys.Fields.Zip(keys.Parts, (field, values) => Of(source, field, values))];
        return parts.Contains(null) ? null : string.Join(" AND ", parts.Select(part => $"({part})"));
    }

    private static string? Of(BoundSource source, int field, IReadOnlyList<Value> values)
    {
        if (source.Columns.FirstOrDefault(candidate => candidate.Field == field)?.Column is not { } column || Values(column.Type, values) is not { } list) return null;
        var name = PostgresCatalog.Quote(column.Name);
        return column.MayBeNull == false || source.Definition.Schema.Fields[field].Nullable ? $"{name} = ANY ({list})" : $"{name} = ANY ({list}) OR {name} IS NULL";
    }

    private static string? Values(PostgresType type, IReadOnlyList<Value> values) => type switch
    {
        { IsPlainText: true } => $"ARRAY[{string.Join(",", values.Select(value => value.AsText()).Where(text => !text.Contains('\0', StringComparison.Ordinal)).Select(Text))}]::text[]",
        { IsInteger: true } => $"ARRAY[{string.Join(",", values.Select(value => value.AsInt64().ToString(CultureInfo.InvariantCulture)))}]::bigint[]",
        _ => null,
    };
}
