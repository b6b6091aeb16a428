using Quern.Engine.Sources;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>A file of a source.</summary>
/// <param name="Full">Where it is.</param>
/// <param name="Shown">How it is named to the user and in snapshots: relative to the project's folder, with forward slashes.</param>
internal sealed record SourcePath(string Full, string Shown)
{
    /// <summary>Gets what it is in object storage, of which the file is a copy; null for a file that lies where it is.</summary>
    public SourceFile? Object { get; init; }

    /// <summary>Files as a list that DuckDB reads, letters that mean something in a pattern escaped.</summary>
    public static string Sql(IEnumerable<SourcePath> files) => $"[{string.Join(", ", files.Select(file => DuckSql.Literal(Escape(file.Full))))}]";

    /// <summary>A path in which no letter is a pattern.</summary>
    public static string Escape(string path) => path
        .Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);
}
