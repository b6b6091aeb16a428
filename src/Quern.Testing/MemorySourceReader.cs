using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Testing;

/// <summary>Sources whose rows are records in memory. Each source is read in batches of a few rows, as from several threads, so that nothing can lean on order or batch size.</summary>
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
        var rows = Rows(request.Source);
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

    private List<object> Rows(SourceDefinition source) => _rows.GetValueOrDefault(source.Name, []);
}
