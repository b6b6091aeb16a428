namespace Quern.Stores.DuckDb;

/// <summary>A view of some rows of all columns, in DuckDB's memory. Its owner (reader or callback) says how long it lives.</summary>
internal readonly ref struct DataChunk
{
    private readonly nint _handle;

    internal DataChunk(nint handle)
    {
        _handle = handle;
        Count = (int)Native.ChunkSize(handle);
    }

    /// <summary>Rows.</summary>
    internal int Count { get; }

    internal int ColumnCount => (int)Native.ChunkColumnCount(_handle);

    internal DataVector this[int column] => new(Native.ChunkVector(_handle, (ulong)column), Count);
}
