using System.Globalization;

namespace Quern.Stores.DuckDb;

/// <summary>Takes one chunk of a scan. Called by several threads at once, in no order; the chunk is valid during the call.</summary>
internal delegate void ChunkSink(DataChunk chunk);

/// <summary>
/// Brings a query's rows into C# on all of DuckDB's threads: the sink runs where the rows are decoded, so that nothing is queued or handed
/// between threads. Chunks come in no order; to keep it, select a row's place (`file_row_number` of read_parquet) and write there.
/// </summary>
internal static class ParallelScan
{
    private static long _last;

    /// <summary>Runs the query to its end and gives the rows it sank.</summary>
    internal static long Run(DuckConnection connection, string select, ChunkSink sink, CancellationToken cancellation)
    {
        IReadOnlyList<DuckField> columns;
        using (var statement = connection.Prepare(select))
            columns = statement.DescribeColumns();

        var name = string.Create(CultureInfo.InvariantCulture, $"quern_sink_{Interlocked.Increment(ref _last)}");
        var target = new Target { Sink = sink };
        connection.Register(new ScalarFunction(name, [.. columns.Select(column => column.Type)], DuckType.Boolean, target.Take));

        var arguments = string.Join(", ", Enumerable.Range(0, columns.Count).Select(i => $"c{i}"));
        try
        {
            connection.Execute($"SELECT count({name}({arguments})) FROM ({select}) AS source({arguments})", cancellation);
        }
        finally
        {
            // The database keeps the function; it need not keep what the sink holds.
            target.Sink = null;
        }

        return target.Rows;
    }

    private sealed class Target
    {
        private long _rows;

        internal ChunkSink? Sink { get; set; }

        internal long Rows => _rows;

        internal void Take(DataChunk input, VectorWriter output)
        {
            output.Values<bool>().Clear();
            Sink?.Invoke(input);
            Interlocked.Add(ref _rows, input.Count);
        }
    }
}
