using Npgsql;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Connectors.Postgres.Sources;

/// <summary>Reads rows on one thread and makes batches of them: each chunk is one, unless rows of it are bad; then it is cut there.</summary>
internal sealed class CopyWorker
{
    private readonly BoundSource _source;
    private readonly BadRows _badRows;
    private readonly IBatchSink _sink;
    private readonly EventBatch _batch;
    private readonly CopyReader[] _readers;
    private readonly CopyChunk _chunk;
    private readonly RowFaults _faults = new();

    public CopyWorker(BoundSource source, BadRows badRows, IBatchSink sink)
    {
        (_source, _badRows, _sink) = (source, badRows, sink);
        _batch = new(source.Definition.Schema, source.Columns.Select(column => column.Field));
        _readers = source.Readers();
        _chunk = new(_readers.Length);
    }

    /// <summary>Takes all rows of a query.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancel">Ends what the connection's process on the server does.</param>
    /// <param name="stop">When it is to be ended.</param>
    /// <exception cref="OperationCanceledException">It was stopped; so is the query.</exception>
    public void Run(NpgsqlConnection connection, string query, Action<int> cancel, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        NpgsqlRawCopyStream? rows = null;
        try
        {
            // The server may work for long before it sends anything; so nothing that waits for its answer could tell it.
            var process = connection.ProcessID;
            using var stopping = stop.Register(() => cancel(process));
            rows = connection.BeginRawBinaryCopy($"COPY ({query}) TO STDOUT (FORMAT BINARY)");
            _chunk.Reset();
            while (_chunk.Fill(rows))
            {
                stop.ThrowIfCancellationRequested();
                Give();
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is NpgsqlException or OperationCanceledException or ObjectDisposedException)
        {
            throw new OperationCanceledException(e.Message, e, stop);
        }
        finally
        {
            if (rows is not null) End(rows, connection);
        }
    }

    // What is left of rows that nobody wants is not read to its end: the connection goes with it.
    private static void End(NpgsqlRawCopyStream rows, NpgsqlConnection connection)
    {
        try
        {
            rows.Dispose();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            connection.Close();
        }
    }

    private void Give()
    {
        _faults.Clear();
        Fill(0, _chunk.Count);
        if (_faults.Found.Count == 0)
        {
            _sink.Take(_batch);
            return;
        }

        foreach (var fault in _faults.Found) _badRows.Add(new(_source.Definition.Name, null, null, _source.Columns[fault.Column].Column.Name, fault.Value, fault.Reason));
        for (var start = 0; start < _chunk.Count; start++)
        {
            var end = start;
            while (end < _chunk.Count && !_faults.Has(end)) end++;
            if (end > start) Fill(start, end - start);
            if (end > start) _sink.Take(_batch);
            start = end;
        }
    }

    private void Fill(int start, int count)
    {
        _batch.Clear();
        for (var i = 0; i < _readers.Length; i++)
        {
            var field = _source.Columns[i].Field;
            _faults.Column = i;
            _readers[i].Read(_chunk[i], start, count, _batch[field], _source.Definition.Schema.Fields[field].Nullable, _faults);
        }

        _batch.Count = count;
    }
}
