using System.Text;
using System.Text.Json;
using Quern.Protocol.Columns;
using Quern.Protocol.Json;
using Quern.Schema;
using Quern.Values;

namespace Quern.Protocol.Streams;

/// <summary>A batch with all fields of a schema, and what fills its columns from JSON.</summary>
internal sealed class EventColumns
{
    // A pool never forgets a text, so what serves for long takes new ones now and then.
    private const int PooledTexts = 65_536;
    private readonly byte[][] _names;
    private readonly RowSchema _schema;

    public EventColumns(RowSchema schema)
    {
        _schema = schema;
        _names = [.. schema.Fields.Select(field => Encoding.UTF8.GetBytes(field.Column))];
        Readers = new ColumnReader[_names.Length];
        Renew();
    }

    public EventBatch Batch { get; private set; } = null!;

    public ColumnReader[] Readers { get; }

    public Field this[int field] => _schema.Fields[field];

    /// <summary>Forgets all events.</summary>
    public void Clear()
    {
        if (Readers.Any(reader => reader.Column is TextColumn { Pool.Count: > PooledTexts })) Renew();
        else Batch.Clear();
    }

    /// <summary>The field that the member's name belongs to, which is looked for first where the last one was found; -1 when it belongs to none.</summary>
    public int Find(ref Utf8JsonReader json, int guess)
    {
        if (guess < _names.Length && json.IsNamed(_names[guess])) return guess;
        for (var field = 0; field < _names.Length; field++)
            if (json.IsNamed(_names[field]))
                return field;
        return -1;
    }

    /// <summary>The batch without some of its rows.</summary>
    public EventBatch Without(HashSet<int> rows)
    {
        if (rows.Count == 0) return Batch;
        int[] kept = [.. Enumerable.Range(0, Batch.Count).Where(row => !rows.Contains(row))];
        var batch = new EventBatch(_schema);
        batch.AppendSelected(Batch, kept);
        return batch;
    }

    private void Renew()
    {
        Batch = new(_schema);
        for (var field = 0; field < Readers.Length; field++)
            Readers[field] = this[field].Kind == ValueKind.Timestamp ? new EventTimeReader((Int64Column)Batch[field], this[field].Epoch) : ColumnReader.Into(Batch[field], this[field].Dimensions);
    }
}
