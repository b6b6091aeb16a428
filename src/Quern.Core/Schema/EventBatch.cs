using Quern.Values;

namespace Quern.Schema;

/// <summary>
/// Rows of a source as a struct of arrays: one column for each field that was asked for, all of the same length. A batch is reused:
/// whoever wants to keep values copies them before the next batch is read.
/// </summary>
public sealed class EventBatch
{
    private readonly Column?[] _columns;

    /// <summary>An empty batch with a column for each of the named fields.</summary>
    public EventBatch(RowSchema schema, IEnumerable<int> fields)
    {
        Schema = schema;
        _columns = new Column?[schema.Fields.Count];
        foreach (var field in fields) _columns[field] = Column.Create(schema.Fields[field].Kind);
    }

    /// <summary>An empty batch with a column for every field.</summary>
    public EventBatch(RowSchema schema)
        : this(schema, Enumerable.Range(0, schema.Fields.Count))
    {
    }

    /// <summary>What the rows are.</summary>
    public RowSchema Schema { get; }

    /// <summary>How many rows there are; set by whoever fills the columns.</summary>
    public int Count { get; set; }

    /// <summary>The file that the rows are from; null when they are from no file or nobody knows.</summary>
    public string? File { get; set; }

    /// <summary>The number of the first row in its file or query, from 0; the others follow it. -1 when nobody knows.</summary>
    public long FirstRow { get; set; } = -1;

    /// <summary>The number of a row in its file or query, from 1, as people count; null when nobody knows.</summary>
    public long? NumberOf(int row) => FirstRow < 0 ? null : FirstRow + row + 1;

    /// <summary>When each row was first had, in microseconds, where whoever filled the batch knows it better than the source's definition; empty otherwise.</summary>
    public ReadOnlyMemory<long> KnownAt { get; set; }

    /// <summary>The column of a field that was asked for.</summary>
    public Column this[int field] => _columns[field] ?? throw new InvalidOperationException($"Field '{Schema.Fields[field].Member}' was not asked for.");

    /// <summary>Whether a field was asked for.</summary>
    public bool Has(int field) => _columns[field] is not null;

    /// <summary>Appends a row of another batch of the same schema; both have all fields.</summary>
    public void AppendFrom(EventBatch other, int row)
    {
        for (var field = 0; field < _columns.Length; field++) this[field].AppendFrom(other[field], row);
        Count++;
    }

    /// <summary>Appends rows of another batch of the same schema; both have all fields.</summary>
    public void AppendSelected(EventBatch other, ReadOnlySpan<int> rows)
    {
        for (var field = 0; field < _columns.Length; field++) this[field].AppendSelected(other[field], rows);
        Count += rows.Length;
    }

    /// <summary>Forgets all rows and keeps the memory and the texts.</summary>
    public void Clear()
    {
        foreach (var column in _columns) column?.Clear();
        Count = 0;
        KnownAt = default;
    }
}
