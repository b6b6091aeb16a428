using System.Text;

namespace Quern.Stores.DuckDb;

/// <summary>A prepared statement. Parameters are numbered from 1 (`?` or `$1`), or named (`$name`).</summary>
internal sealed class DuckStatement : IDisposable
{
    private readonly DuckConnection _connection;
    private readonly StatementHandle _handle;

    internal DuckStatement(DuckConnection connection, StatementHandle handle)
    {
        _connection = connection;
        _handle = handle;
    }

    internal int ParameterCount => (int)Native.ParameterCount(_handle);

    /// <summary>The columns the statement would return, without running it.</summary>
    internal IReadOnlyList<DuckField> DescribeColumns()
    {
        var columns = new DuckField[(int)Native.StatementColumnCount(_handle)];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = NativeText.Take(Native.StatementColumnName(_handle, (ulong)i));
            columns[i] = new(name, LogicalTypes.Take(Native.StatementColumnType(_handle, (ulong)i)));
        }

        return columns;
    }

    internal int IndexOf(string parameter) =>
        Native.ParameterIndex(_handle, out var index, parameter) == DuckState.Success
            ? (int)index
            : throw new DuckException(DuckErrorType.InvalidInput, $"the statement has no parameter \"{parameter}\"");

    internal DuckStatement Bind(int index, bool value) => Check(index, Native.BindBoolean(_handle, (ulong)index, value));

    internal DuckStatement Bind(int index, int value) => Check(index, Native.BindInt32(_handle, (ulong)index, value));

    internal DuckStatement Bind(int index, long value) => Check(index, Native.BindInt64(_handle, (ulong)index, value));

    internal DuckStatement Bind(int index, double value) => Check(index, Native.BindDouble(_handle, (ulong)index, value));

    internal DuckStatement Bind(int index, string value) => Bind(index, Encoding.UTF8.GetBytes(value));

    internal DuckStatement Bind(int index, ReadOnlySpan<byte> utf8) => Check(index, Native.BindText(_handle, (ulong)index, utf8, (ulong)utf8.Length));

    /// <summary>A TIMESTAMP without zone, in microseconds since 1970.</summary>
    internal DuckStatement BindTimestamp(int index, long microseconds) => Check(index, Native.BindTimestamp(_handle, (ulong)index, microseconds));

    internal DuckStatement BindNull(int index) => Check(index, Native.BindNull(_handle, (ulong)index));

    /// <summary>Starts the statement; its rows are produced as they are read.</summary>
    internal DuckReader Query(CancellationToken cancellation = default)
    {
        var guard = new InterruptGuard(_connection, cancellation);
        try
        {
            return new DuckReader(Start(guard), guard);
        }
        catch
        {
            guard.Dispose();
            throw;
        }
    }

    /// <summary>Runs the statement to its end and gives the rows it changed (of a COPY: wrote).</summary>
    internal long Execute(CancellationToken cancellation = default)
    {
        using var reader = Query(cancellation);
        while (reader.Read())
        {
        }

        return reader.RowsChanged;
    }

    public void Dispose() => _handle.Dispose();

    private unsafe DuckResult Start(InterruptGuard guard)
    {
        var state = Native.PendingStreaming(_handle, out var pending);
        using (pending)
        {
            if (state == DuckState.Error)
                throw guard.Translate(new DuckException(NativeText.Borrow(Native.PendingError(pending))));
            DuckResult result;
            if (Native.ExecutePending(pending, &result) == DuckState.Success)
                return result;
            var failure = new DuckException(Native.ResultErrorType(&result), NativeText.Borrow(Native.ResultError(&result)));
            Native.DestroyResult(&result);
            throw guard.Translate(failure);
        }
    }

    private DuckStatement Check(int index, DuckState state)
    {
        if (state == DuckState.Success)
            return this;
        throw new DuckException(DuckErrorType.InvalidInput, $"the statement takes {ParameterCount} parameters, there is no parameter {index} of that type");
    }
}
