using Quern.Stores.DuckDb;

namespace Quern.Stores.Objects;

/// <summary>Which columns of Parquet files are going to be read, of those at the top; what files say about themselves can be read anyhow.</summary>
/// <param name="Names">Their names, in whatever letter case; one that a file lacks is none of it.</param>
/// <param name="Connection">Reads where they are.</param>
internal sealed record WantedColumns(IReadOnlyCollection<string> Names, DuckConnection Connection)
{
    /// <summary>No columns: files are asked what columns they have.</summary>
    public static WantedColumns None(DuckConnection connection) => new([], connection);
}
