namespace Quern.Stores.DuckDb;

/// <summary>Quoting, so that no name or path can be read as SQL.</summary>
internal static class DuckSql
{
    internal static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
