using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>Reads a bound source on all of DuckDB's threads.</summary>
internal sealed class SourceScanner(BoundSource source, ScanRequest request, DuckConnection connection)
{
    public void Run(IScanSink sink, CancellationToken cancellation)
    {
        if (request.IsNumbered && source.Relation.IsText)
        {
            new NumberedTextScan(source, request.BadRows, connection).Run(sink.Open(), cancellation);
            return;
        }

        // Rows of text files are not numbered while they are read in parallel: bad ones are counted, and found by a second pass when there are any.
        var badRows = source.Relation.IsText ? null : request.BadRows;
        using var workers = new ThreadLocal<ScanWorker>(() => new ScanWorker(source, badRows, sink.Open()) { IsNumbered = request.IsNumbered }, trackAllValues: true);
        connection.Scan(source.Select(EventTimeFilter.Of(source, request.EventTimes)), chunk => workers.Value!.Take(chunk), cancellation);
        if (source.Relation.IsText && (workers.Values.Any(worker => worker.Lost > 0) || RejectedLines.Any(source.Relation, connection)))
            new NumberedTextScan(source, request.BadRows, connection).Run(new Nowhere(), cancellation);
    }

    private sealed class Nowhere : IBatchSink
    {
        public void Take(EventBatch batch)
        {
        }
    }
}
