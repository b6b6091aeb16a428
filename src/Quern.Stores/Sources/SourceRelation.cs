using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>A source as DuckDB reads it.</summary>
/// <param name="From">What stands after FROM.</param>
/// <param name="Columns">Its columns, as the first file has them.</param>
/// <param name="Files">The files it reads, in the order in which it numbers them; empty for a query.</param>
internal sealed record SourceRelation(string From, IReadOnlyList<DuckField> Columns, IReadOnlyList<SourcePath> Files)
{
    /// <summary>Gets whether its columns are text as it is written, to be read as the record declares.</summary>
    public bool IsText { get; init; }

    /// <summary>Gets the column with the number of the row in its file, from 0; null where there is none.</summary>
    public string? Place { get; init; }

    /// <summary>Gets the column with the number of the file; null where there is one file, or none.</summary>
    public string? File { get; init; }

    /// <summary>Gets the table that has the columns, as the source names it; null where a file has them, or a query gives them.</summary>
    public string? Table { get; init; }

    /// <summary>Gets whether each row is one JSON text, of which the columns are members.</summary>
    public bool IsJson { get; init; }

    /// <summary>Gets the table in which DuckDB collects lines that are no rows; null where it does not.</summary>
    public string? Rejects { get; init; }

    /// <summary>Gets what brings some columns to this machine, and gives the relation with them there: only their names and kinds are here before. Null where all is here.</summary>
    public Func<IReadOnlyCollection<string>, SourceRelation>? Bring { get; init; }

    /// <summary>The position of a column: of that very name, or else the only one that differs in letter case alone; -1 when there is none.</summary>
    public int IndexOf(string column)
    {
        var found = -1;
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column) return i;
            if (!string.Equals(Columns[i].Name, column, StringComparison.OrdinalIgnoreCase)) continue;
            found = found == -1 ? i : -2;
        }

        return Math.Max(found, -1);
    }
}
