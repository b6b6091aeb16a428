using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Delta;

/// <summary>Rows in our columns as a table that DuckDB reads: those of <see cref="Show"/>, in the order given there. One function serves all files that a table writes, one after the other.</summary>
internal sealed class RowFeed(string name, RowSchema schema) : IRowFeed
{
    private EventBatch? _rows;
    private ReadOnlyMemory<int> _order;

    public TableFunction Sql => new(name, [.. schema.Fields.Select(item => new DuckField(item.Column, DeltaTypes.DuckType(item.Kind)))], null, () => new Scan(this));

    public string From => $"{name}()";

    /// <summary>Sets what is read next.</summary>
    public void Show(EventBatch? rows, ReadOnlyMemory<int> order) => (_rows, _order) = (rows, order);

    /// <summary>All rows of columns of one length, named as they are; at least one column.</summary>
    public static RowFeed Of(string name, IReadOnlyList<(string Name, Column Values)> columns)
    {
        var schema = new RowSchema(name, [.. columns.Select(column => new Field(column.Name, column.Name, column.Values.Kind, Nullable: true))]);
        var rows = new EventBatch(schema) { Count = columns[0].Values.Count };
        for (var i = 0; i < columns.Count; i++) rows[i].AppendRows(columns[i].Values, 0, rows.Count);
        var feed = new RowFeed(name, schema);
        feed.Show(rows, Enumerable.Range(0, rows.Count).ToArray());
        return feed;
    }

    /// <summary>Writes rows of a column.</summary>
    public static void Write(Column column, ReadOnlySpan<int> rows, VectorWriter output)
    {
        if (column.HasNulls)
            for (var i = 0; i < rows.Length; i++)
                if (column.IsNull(rows[i]))
                    output.SetNull(i);
        switch (column)
        {
            case TextColumn { Kind: ValueKind.Embedding } embeddings:
                EmbeddingVector.Write(output, rows, row => embeddings.IsNull(row) ? default : embeddings.Pool.Utf8(embeddings.Codes[row]));
                break;
            case TextColumn text:
                for (var i = 0; i < rows.Length; i++)
                    if (!text.IsNull(rows[i]))
                        output.SetText(i, text.Pool.Utf8(text.Codes[rows[i]]));
                break;
            case Float64Column { Kind: ValueKind.Float32 } real:
                var floats = output.Values<float>();
                for (var i = 0; i < rows.Length; i++) floats[i] = (float)real.Values[rows[i]];
                break;
            case Float64Column real:
                var doubles = output.Values<double>();
                for (var i = 0; i < rows.Length; i++) doubles[i] = real.Values[rows[i]];
                break;
            case Int64Column { Kind: ValueKind.Boolean } whole:
                var bytes = output.Values<byte>();
                for (var i = 0; i < rows.Length; i++) bytes[i] = (byte)(whole.Values[rows[i]] & 1);
                break;
            case Int64Column { Kind: ValueKind.Int32 } whole:
                var ints = output.Values<int>();
                for (var i = 0; i < rows.Length; i++) ints[i] = unchecked((int)whole.Values[rows[i]]);
                break;
            case Int64Column whole:
                var longs = output.Values<long>();
                for (var i = 0; i < rows.Length; i++) longs[i] = whole.Values[rows[i]];
                break;
        }
    }

    private sealed class Scan(RowFeed feed) : ITableScan
    {
        private int _next;

        public int Next(ChunkWriter output)
        {
            var rows = feed._order.Span[_next..];
            rows = rows[..Math.Min(rows.Length, output.Capacity)];
            for (var i = 0; i < feed._rows!.Schema.Fields.Count; i++) Write(feed._rows[i], rows, output[i]);
            _next += rows.Length;
            return rows.Length;
        }

        public void Dispose()
        {
        }
    }
}
