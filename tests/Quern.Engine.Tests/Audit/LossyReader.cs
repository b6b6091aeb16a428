using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Engine.Tests.Audit;

/// <summary>History that has lost some rows.</summary>
internal sealed class LossyReader(ISourceReader all, string source, Func<EventBatch, int, bool> lost) : ISourceReader
{
    public IReadOnlyList<Finding> Check(SourceDefinition definition) => all.Check(definition);

    public SourceSnapshot Snapshot(SourceDefinition definition) => all.Snapshot(definition);

    public long EstimateRows(SourceDefinition definition) => all.EstimateRows(definition);

    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) =>
        all.Scan(request, request.Source.Name == source ? new Sink(sink, lost) : sink, cancellation);

    private sealed class Sink(IScanSink sink, Func<EventBatch, int, bool> lost) : IScanSink
    {
        public IBatchSink Open() => new Taker(sink.Open(), lost);
    }

    private sealed class Taker(IBatchSink taker, Func<EventBatch, int, bool> lost) : IBatchSink
    {
        public void Take(EventBatch batch)
        {
            int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => !lost(batch, row))];
            if (rows.Length == 0) return;
            var kept = new EventBatch(batch.Schema);
            kept.AppendSelected(batch, rows);
            var known = new long[rows.Length];
            for (var i = 0; i < rows.Length; i++) known[i] = batch.KnownAt.IsEmpty ? 0 : batch.KnownAt.Span[rows[i]];
            if (!batch.KnownAt.IsEmpty) kept.KnownAt = known;
            taker.Take(kept);
        }
    }
}
