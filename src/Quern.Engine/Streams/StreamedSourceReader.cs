using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Quern.Definitions;
using Quern.Engine.Parts;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>
/// Reads sources with all that has come of their streams: the rows of the files, if there are any, then the log's, known when they were logged. So whatever reads history (training sets,
/// materializations, checks) has what serving had. One reader has one state of each stream: what comes later is not in it.
/// </summary>
/// <param name="files">Reads what is not in the log.</param>
/// <param name="log">The log of the streams; null while nothing has come.</param>
/// <param name="ends">How many events of a stream are read, by its name, or by that of each of its parts; of others all. Null for all of all.</param>
/// <param name="shared">The streams that are shared, and the logs of their parts; null when none is.</param>
public sealed class StreamedSourceReader(ISourceReader files, StreamLog? log, IReadOnlyDictionary<string, long>? ends = null, ISharedState? shared = null) : ISourceReader
{
    private readonly ConcurrentDictionary<string, long> _ends = new();
    private readonly ConcurrentDictionary<string, (string Name, StreamLog Log)[]> _logs = new();

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => source.Format == SourceFormat.Stream ? [] : files.Check(source);

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source)
    {
        var snapshot = source.Format == SourceFormat.Stream ? new(source.Name, [], "") : files.Snapshot(source);
        if (source.Stream is not { } stream || EndOf(stream) is not (> 0 and var end)) return snapshot;
        var parts = shared?.Streams.ContainsKey(stream) == true ? LogsOf(stream).ToDictionary(log => log.Name, log => EndOf(stream, log)) : [];
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{snapshot.Id}\nstream {stream} {(parts.Count == 0 ? end : string.Join(' ', parts.Values))}"));
        return snapshot with { Id = Convert.ToHexStringLower(id), StreamEnd = end, PartEnds = parts };
    }

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => EstimateRows(source, null);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) =>
        (source.Format == SourceFormat.Stream ? 0 : files.EstimateRows(source, keys)) + (source.Stream is { } stream ? EndOf(stream) : 0);

    /// <inheritdoc/>
    public IViewPushDown? PushDown(SourceDefinition source) => source.Stream is null ? files.PushDown(source) : null;

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation)
    {
        if (request.Source.Format != SourceFormat.Stream) files.Scan(request, sink, cancellation);
        if (request.Source.Stream is not { } stream) return;
        var taker = sink.Open();
        var batch = new EventBatch(request.Source.Schema, request.Fields);
        foreach (var log in LogsOf(stream))
        {
            // Of parts no piece is asked for: where the whole is cut says nothing of each.
            var end = Math.Min(EndOf(stream, log), request.StreamTo);
            if (end <= request.StreamFrom) continue;
            log.Log.Read(stream, batch, request.StreamFrom, end, (_, _) =>
            {
                cancellation.ThrowIfCancellationRequested();
                taker.Take(batch);
            });
        }
    }

    private (string Name, StreamLog Log)[] LogsOf(string stream) => _logs.GetOrAdd(stream, name =>
        shared?.Streams.GetValueOrDefault(name) is { } parts ? [.. Enumerable.Range(0, parts.Parts).Select(part => (parts.NameOf(part), shared.LogOf(name, part)))]
        : log is null ? []
        : [(name, log)]);

    private long EndOf(string stream) => LogsOf(stream).Sum(log => EndOf(stream, log));

    // What is read again and is not all there any more is another source, and whoever asked for it is told.
    private long EndOf(string stream, (string Name, StreamLog Log) part) =>
        _ends.GetOrAdd(part.Name, name => ends is not null && ends.TryGetValue(name, out var end) ? Math.Min(end, part.Log.End(stream)) : part.Log.End(stream));
}
