namespace Quern.Stores.DuckDb;

/// <summary>
/// A result read forward, chunk by chunk (up to 2,048 rows each), while DuckDB produces it: memory stays bounded by its
/// streaming buffer. Rows come in the query's order.
/// </summary>
internal sealed unsafe class DuckReader : IDisposable
{
    private readonly InterruptGuard _guard;
    private DuckResult _result;
    private nint _chunk;
    private bool _disposed;

    internal DuckReader(DuckResult result, InterruptGuard guard)
    {
        _result = result;
        _guard = guard;
        Columns = ReadColumns();
    }

    ~DuckReader() => Release();

    internal IReadOnlyList<DuckField> Columns { get; }

    /// <summary>The rows that an INSERT changed or a COPY wrote; 0 for a SELECT.</summary>
    internal long RowsChanged { get; private set; }

    /// <summary>The chunk that the last <see cref="Read"/> fetched; valid until the next one.</summary>
    internal DataChunk Chunk => new(_chunk);

    /// <summary>Fetches the next chunk; false at the end.</summary>
    internal bool Read()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        FreeChunk();
        _chunk = Native.FetchChunk(_result);
        if (_chunk != 0)
            return true;

        fixed (DuckResult* result = &_result)
        {
            var error = Native.ResultError(result);
            if (error != 0)
                throw _guard.Translate(new DuckException(Native.ResultErrorType(result), NativeText.Borrow(error)));
            RowsChanged = (long)Native.RowsChanged(result);
        }

        return false;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private DuckField[] ReadColumns()
    {
        fixed (DuckResult* result = &_result)
        {
            var columns = new DuckField[(int)Native.ColumnCount(result)];
            for (var i = 0; i < columns.Length; i++)
            {
                var name = NativeText.Borrow(Native.ColumnName(result, (ulong)i));
                columns[i] = new(name, LogicalTypes.Take(Native.ColumnType(result, (ulong)i)));
            }

            return columns;
        }
    }

    private void FreeChunk()
    {
        if (_chunk != 0)
            Native.DestroyChunk(ref _chunk);
    }

    private void Release()
    {
        if (_disposed)
            return;
        _disposed = true;
        FreeChunk();
        fixed (DuckResult* result = &_result)
            Native.DestroyResult(result);
        _guard.Dispose();
    }
}
