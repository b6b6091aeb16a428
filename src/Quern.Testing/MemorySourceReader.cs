using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Testing;

/// <summary>
/// Sources whose rows are records in memory. Each source is read in batches of a few rows, as from several threads, and without rows of keys that nobody asks for, so that nothing can lean on order, on
/// batch size, or on rows that a reader may leave out.
/// </summary>
public sealed class MemorySourceReader : ISourceReader
{
    private readonly Dictionary<string, List<object>> _rows = [];
    private int _changes;

    /// <summary>How many rows a batch has; 1,000 by default.</summary>
    public int BatchRows { get; init; } = 1000;

    /// <summary>Adds rows to a source.</summary>
    /// <param name="source">The source's name.</param>
    /// <param name="rows">Records of the source's row type.</param>
    public void Add(string source, IEnumerable<object> rows)
    {
        if (!_rows.TryGetValue(source, out var all)) _rows[source] = all = [];
        all.AddRange(rows);
        _changes++;
    }

    /// <summary>Takes all rows of a source away.</summary>
    public void Clear(string source)
    {
        _rows.Remove(source);
        _changes++;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => [];

    /// <summary>A snapshot that differs after each change.</summary>
    public SourceSnapshot Snapshot(SourceDefinition source) => new(source.Name, [], $"{_changes}");

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => Rows(source).Count;

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
    {
        var rows = Wanted(request);
        IBatchSink[] sinks = [sink.Open(), sink.Open()];
        EventBatch[] batches = [new(request.Source.Schema, request.Fields), new(request.Source.Schema, request.Fields)];
        var number = 0;
        foreach (var chunk in rows.Chunk(BatchRows))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = batches[number % 2];
            batch.Clear();
            batch.FirstRow = (long)number * BatchRows;
            foreach (var field in request.Fields)
                foreach (var row in chunk)
                    RecordField.Append(row, request.Source.Schema.Fields[field], batch[field]);
            batch.Count = chunk.Length;
            sinks[number++ % 2].Take(batch);
        }
    }

    private IReadOnlyList<object> Wanted(ScanRequest request)
    {
        var rows = Rows(request.Source);
        if (request.Keys is not { } keys) return rows;
        var wanted = new bool[rows.Count];
        foreach (var each in keys)
        {
            var parts = each.Fields.Zip(each.Parts, (field, values) => (Column: ColumnOf(rows, request.Source.Schema.Fields[field]), Values: values.ToHashSet())).ToArray();
            for (var row = 0; row < rows.Count; row++) wanted[row] |= parts.All(part => part.Values.Contains(AsKey(part.Column[row])));
        }

        return [.. rows.Where((_, row) => wanted[row])];
    }

    private static Column ColumnOf(List<object> rows, Field field)
    {
        var column = Column.Create(field.Kind, rows.Count);
        foreach (var row in rows) RecordField.Append(row, field, column);
        return column;
    }

    // A whole number is the same key in 32 and in 64 bits.
    private static Value AsKey(Value value) => value is { IsNull: false, Type.Kind: ValueKind.Int32 } ? Value.Of(value.AsInt64()) : value;

    private List<object> Rows(SourceDefinition source) => _rows.GetValueOrDefault(source.Name, []);
}
