using Quern.Engine.Served;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.TrainingSets;
using Quern.Values;

namespace Quern.Stores.Served;

/// <summary>Batches of one shape as a table that DuckDB reads, in the order of <see cref="ServedTable.Definition"/>.</summary>
internal sealed class ServedFeed(DeltaTableDefinition definition, ServedShape shape) : IRowFeed
{
    private readonly TextColumn _version = new(new StringPool());
    private readonly TextColumn _code = new(new StringPool());
    private ServedBatch? _batch;

    public TableFunction Sql => new("quern_served", [.. definition.Columns.Select(column => new DuckField(column.Name, DeltaTypes.DuckType(column.Type)!))], null, () => new Scan(this));

    public string From => "quern_served()";

    /// <summary>Sets what is read next.</summary>
    public void Show(ServedBatch? batch)
    {
        _batch = batch;
        if (_version.Count > 0) return;
        _version.Append(System.Text.Encoding.UTF8.GetBytes(shape.Version));
        _code.Append(System.Text.Encoding.UTF8.GetBytes(shape.Code));
    }

    private sealed class Scan(ServedFeed feed) : ITableScan
    {
        private readonly ServedBatch _batch = feed._batch!;
        private int _next;

        public int Next(ChunkWriter output)
        {
            var count = Math.Min(_batch.Count - _next, output.Capacity);
            int[] rows = [.. Enumerable.Range(_next, count)];
            long[] places = Array.ConvertAll(rows, row => (long)row);
            var column = 0;
            RowFeed.Write(_batch.RequestIds, rows, output[column++]);
            RowFeed.Write(_batch.RowNumbers, rows, output[column++]);
            RowFeed.Write(_batch.At, rows, output[column++]);
            var first = new int[count];
            RowFeed.Write(feed._version, first, output[column++]);
            RowFeed.Write(feed._code, first, output[column++]);
            foreach (var input in _batch.Inputs) RowFeed.Write(input, rows, output[column++]);
            foreach (var times in _batch.EventTimes) RowFeed.Write(times, rows, output[column++]);
            foreach (var to in _batch.OnlineTo) RowFeed.Write(to, rows, output[column++]);
            foreach (var values in _batch.Outputs)
            {
                ResultVector.Write(values, places, 0, output[column++]);
                ResultVector.WriteStatuses(values, places, 0, output[column++]);
            }

            _next += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
