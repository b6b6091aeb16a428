namespace Quern.Definitions;

/// <summary>A table's name with its schema, each as the database has it: letter case counts.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The name within it.</param>
public sealed record QualifiedName(string Schema, string Name)
{
    private const string UsualSchema = "public";

    /// <summary>Reads <c>orders</c>, <c>sales.orders</c> or <c>sales."Order.Lines"</c>; null when it is none.</summary>
    public static QualifiedName? Parse(string text)
    {
        var parts = new List<string>();
        for (var rest = text.AsSpan(); parts.Count <= 2; rest = rest[1..])
        {
            if (TakePart(ref rest) is not { Length: > 0 } part) return null;
            parts.Add(part);
            if (rest.IsEmpty) return parts switch { [var name] => new(UsualSchema, name), [var schema, var name] => new(schema, name), _ => null };
            if (rest[0] != '.') return null;
        }

        return null;
    }

    /// <summary>As people write it.</summary>
    public override string ToString() => $"{Schema}.{Name}";

    // Between quotation marks anything may stand, and two of them are one.
    private static string? TakePart(ref ReadOnlySpan<char> rest)
    {
        if (rest is not ['"', ..])
        {
            var end = rest.IndexOfAny('.', '"');
            var plain = end < 0 ? rest : rest[..end];
            rest = rest[plain.Length..];
            return plain.ToString();
        }

        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] != '"') continue;
            if (at + 1 < rest.Length && rest[at + 1] == '"')
            {
                at++;
                continue;
            }

            var quoted = rest[1..at].ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            rest = rest[(at + 1)..];
            return quoted;
        }

        return null;
    }
}
