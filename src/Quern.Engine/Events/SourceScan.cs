using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Events;

/// <summary>One pass over a source for all views that read it.</summary>
/// <param name="source">The source.</param>
/// <param name="views">The views.</param>
/// <param name="badRows">Where bad rows go.</param>
/// <param name="progress">Told how many rows came.</param>
/// <param name="checks">Judges the rows; null where they are only rejected.</param>
internal sealed class SourceScan(SourceDefinition source, IReadOnlyList<ViewScan> views, BadRows badRows, Action<long>? progress, RowChecks? checks = null) : IScanSink
{
    private readonly RowChecks? _checks = checks ?? RowChecks.Rejecting(source);

    /// <summary>The keys that are read; null for all. Whoever judges rows judges all of them.</summary>
    public IReadOnlyList<WantedKeys>? Keys => checks is null ? ScannedKeys.Of(views) : null;

    public void Run(ISourceReader reader, CancellationToken cancellation)
    {
        int[] fields = [.. views.SelectMany(view => view.Fields).Concat(_checks?.Fields ?? []).Distinct().Order()];
        var request = new ScanRequest(source, fields, Cut(views), badRows) { Keys = Keys };
        reader.Scan(request, this, cancellation);
        // What the reader itself found it has named.
        if (views.Any(view => view.HasUnnamedRows)) reader.Scan(request with { IsNumbered = true, BadRows = new BadRows(BadRowPolicy.Quarantine) }, new Naming(source, views, badRows), cancellation);
    }

    public IBatchSink Open() => new Worker([.. views.Select(view => view.Open(badRows))], _checks?.Open(), progress);

    /// <summary>The interval that views look at; null where one of them needs all.</summary>
    public static Interval? Cut(IReadOnlyList<ViewScan> views)
    {
        var cut = views[0].Cut;
        foreach (var view in views.Skip(1))
            cut = cut is { } one && view.Cut is { } other ? new Interval(Min(one.Start, other.Start), Max(one.End, other.End)) : null;
        return cut;
    }

    private static Instant Min(Instant left, Instant right) => left < right ? left : right;

    private static Instant Max(Instant left, Instant right) => left > right ? left : right;

    private sealed class Naming(SourceDefinition source, IReadOnlyList<ViewScan> views, BadRows badRows) : IScanSink
    {
        public IBatchSink Open() => new Worker([.. views.Select(view => view.OpenNaming(badRows))], RowChecks.Rejecting(source)?.Open(), null);
    }

    private sealed class Worker(ViewScanWorker[] views, RowChecker? checker, Action<long>? progress) : IBatchSink
    {
        public void Take(EventBatch batch)
        {
            var rejected = checker?.Take(batch);
            foreach (var view in views) view.Take(batch, rejected);
            progress?.Invoke(batch.Count);
        }
    }
}
