namespace Quern.Stores.DuckDb;

/// <summary>
/// One session. It runs one query at a time: a new one ends a reader that is still open. Only <see cref="Interrupt"/> and
/// <see cref="Progress"/> may be called from another thread.
/// </summary>
internal sealed class DuckConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    internal DuckConnection(ConnectionHandle handle) => _handle = handle;

    internal ConnectionHandle Handle => _handle;

    /// <summary>How far the running query is; DuckDB counts only after <see cref="TrackProgress"/>, and updates between its tasks.</summary>
    internal DuckProgress Progress => Native.QueryProgress(_handle);

    /// <summary>Makes DuckDB count this connection's progress from each query's start, and print none of it.</summary>
    internal void TrackProgress() => Execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 0");

    /// <summary>Runs statements to their end and gives the rows that the last one changed (of a COPY: wrote).</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled while it ran.</exception>
    internal unsafe long Execute(string sql, CancellationToken cancellation = default)
    {
        using var guard = new InterruptGuard(this, cancellation);
        DuckResult result;
        try
        {
            if (Native.Query(_handle, sql, &result) == DuckState.Error)
                throw guard.Translate(new DuckException(Native.ResultErrorType(&result), NativeText.Borrow(Native.ResultError(&result))));
            return (long)Native.RowsChanged(&result);
        }
        finally
        {
            Native.DestroyResult(&result);
        }
    }

    /// <summary>Starts one statement whose rows are produced as they are read.</summary>
    internal DuckReader Query(string sql, CancellationToken cancellation = default)
    {
        using var statement = Prepare(sql);
        return statement.Query(cancellation);
    }

    internal DuckStatement Prepare(string sql)
    {
        if (Native.Prepare(_handle, sql, out var statement) == DuckState.Success)
            return new DuckStatement(this, statement);
        using (statement)
            throw new DuckException(NativeText.Borrow(Native.PrepareError(statement)));
    }

    /// <summary>Makes a C# function callable from SQL, in the whole database.</summary>
    internal void Register(ScalarFunction function) => ScalarFunctions.Register(_handle, function);

    /// <summary>Makes C# rows readable from SQL, in the whole database.</summary>
    internal void Register(TableFunction function) => TableFunctions.Register(_handle, function);

    /// <summary>Runs the query to its end, its chunks going to the sink in no order from all of DuckDB's threads; gives the rows.</summary>
    internal long Scan(string select, ChunkSink sink, CancellationToken cancellation = default) => ParallelScan.Run(this, select, sink, cancellation);

    /// <summary>Stops the running query, which fails with <see cref="DuckErrorKind.Interrupted"/>; without one it does nothing.</summary>
    internal void Interrupt()
    {
        try
        {
            Native.Interrupt(_handle);
        }
        catch (ObjectDisposedException)
        {
            // A connection that is closed has no query to stop; a cancelled token may come this late.
        }
    }

    public void Dispose() => _handle.Dispose();
}
