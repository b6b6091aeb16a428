using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>
/// Reads sources with all that has come of their streams: the rows of the files, if there are any, then the log's, known when they were logged. So whatever reads history (training sets,
/// materializations, checks) has what serving had. One reader has one state of each stream: what comes later is not in it.
/// </summary>
/// <param name="files">Reads what is not in the log.</param>
/// <param name="log">The log of the streams; null while nothing has come.</param>
/// <param name="ends">How many events of a stream are read, by its name; of others all. Null for all of all.</param>
public sealed class StreamedSourceReader(ISourceReader files, StreamLog? log, IReadOnlyDictionary<string, long>? ends = null) : ISourceReader
{
    private readonly ConcurrentDictionary<string, long> _ends = new();

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => source.Format == SourceFormat.Stream ? [] : files.Check(source);

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source)
    {
        var snapshot = source.Format == SourceFormat.Stream ? new(source.Name, [], "") : files.Snapshot(source);
        if (source.Stream is not { } stream || EndOf(stream) is not (> 0 and var end)) return snapshot;
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{snapshot.Id}\nstream {stream} {end}"));
        return snapshot with { Id = Convert.ToHexStringLower(id), StreamEnd = end };
    }

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => EstimateRows(source, null);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) =>
        (source.Format == SourceFormat.Stream ? 0 : files.EstimateRows(source, keys)) + (source.Stream is { } stream ? EndOf(stream) : 0);

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
    {
        if (request.Source.Format != SourceFormat.Stream) files.Scan(request, sink, cancellation);
        if (request.Source.Stream is not { } stream) return;
        var end = Math.Min(EndOf(stream), request.StreamTo);
        if (log is null || end <= request.StreamFrom) return;
        var (batch, taker) = (new EventBatch(request.Source.Schema, request.Fields), sink.Open());
        log.Read(stream, batch, request.StreamFrom, end, (_, _) =>
        {
            cancellation.ThrowIfCancellationRequested();
            taker.Take(batch);
        });
    }

    // What is read again and is not all there any more is another source, and whoever asked for it is told.
    private long EndOf(string stream) => log is null ? 0 : _ends.GetOrAdd(stream, name => ends is not null && ends.TryGetValue(name, out var end) ? Math.Min(end, log.End(name)) : log.End(name));
}
