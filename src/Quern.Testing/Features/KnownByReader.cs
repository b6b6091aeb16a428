using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing;

/// <summary>A source as it was at an instant: only the rows that were known before <paramref name="end"/>.</summary>
internal sealed class KnownByReader(ISourceReader reader, Instant end) : ISourceReader
{
    public IReadOnlyList<Finding> Check(SourceDefinition source) => reader.Check(source);

    public SourceSnapshot Snapshot(SourceDefinition source) => reader.Snapshot(source);

    public long EstimateRows(SourceDefinition source) => reader.EstimateRows(source);

    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
    {
        int[] fields = [.. request.Fields.Concat(request.Source.EventTime.Fields).Concat(request.Source.KnownAt?.Fields ?? []).Distinct().Order()];
        reader.Scan(request with { Fields = fields }, new Sink(request.Source, fields, sink, end), cancellation);
    }

    private sealed class Sink(SourceDefinition source, int[] fields, IScanSink sink, Instant end) : IScanSink
    {
        public IBatchSink Open() => new Worker(source, fields, sink.Open(), end);
    }

    private sealed class Worker(SourceDefinition source, int[] fields, IBatchSink sink, Instant end) : IBatchSink
    {
        private readonly EventBatch _known = new(source.Schema, fields);

        public void Take(EventBatch batch)
        {
            var times = (Int64Column)source.EventTime.Evaluate(batch);
            var declared = (Int64Column?)source.KnownAt?.Evaluate(batch);
            int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => KnownAt(times, declared, row) < end)];
            _known.Clear();
            foreach (var field in fields) _known[field].AppendSelected(batch[field], rows);
            _known.Count = rows.Length;
            sink.Take(_known);
        }

        // A row without an event time, or of which the declared time is null, is not for us to judge.
        private Instant KnownAt(Int64Column times, Int64Column? declared, int row)
        {
            if (declared is not null) return declared.IsNull(row) ? Instant.Min : new(declared.Values[row]);
            return times.IsNull(row) ? Instant.Min : new Instant(times.Values[row]) + source.Delay;
        }
    }
}
