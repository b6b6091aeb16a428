namespace Quern.Stores.DuckDb;

/// <summary>One pass over a table function's rows, on one thread. Disposed at the query's end, however it ends.</summary>
internal interface ITableScan : IDisposable
{
    /// <summary>Fills the next chunk and gives its rows; 0 at the end.</summary>
    int Next(ChunkWriter output);
}

/// <summary>A function without parameters that SQL may read as a table. It lives as long as the database.</summary>
/// <param name="Name">As SQL calls it: <c>FROM name()</c>.</param>
/// <param name="Columns">All of them are filled, whichever the query names.</param>
/// <param name="Rows">How many rows there are, where that is known.</param>
/// <param name="Open">Starts a pass.</param>
internal sealed record TableFunction(string Name, IReadOnlyList<DuckField> Columns, long? Rows, Func<ITableScan> Open);
