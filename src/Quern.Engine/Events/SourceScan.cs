using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Events;

/// <summary>One pass over a source for all views that read it.</summary>
internal sealed class SourceScan(SourceDefinition source, IReadOnlyList<ViewScan> views, BadRows badRows, Action<long>? progress) : IScanSink
{
    public void Run(ISourceReader reader, CancellationToken cancellation)
    {
        int[] fields = [.. views.SelectMany(view => view.Fields).Distinct().Order()];
        var request = new ScanRequest(source, fields, Cut(), badRows);
        reader.Scan(request, this, cancellation);
        // What the reader itself found it has named.
        if (views.Any(view => view.HasUnnamedRows)) reader.Scan(request with { IsNumbered = true, BadRows = new BadRows(BadRowPolicy.Quarantine) }, new Naming(views, badRows), cancellation);
    }

    public IBatchSink Open() => new Worker([.. views.Select(view => view.Open(badRows))], progress);

    // What every view can do without; nothing may be cut when one of them needs all.
    private Interval? Cut()
    {
        var cut = views[0].Cut;
        foreach (var view in views.Skip(1))
            cut = cut is { } one && view.Cut is { } other ? new Interval(Min(one.Start, other.Start), Max(one.End, other.End)) : null;
        return cut;
    }

    private static Instant Min(Instant left, Instant right) => left < right ? left : right;

    private static Instant Max(Instant left, Instant right) => left > right ? left : right;

    private sealed class Naming(IReadOnlyList<ViewScan> views, BadRows badRows) : IScanSink
    {
        public IBatchSink Open() => new Worker([.. views.Select(view => view.OpenNaming(badRows))], null);
    }

    private sealed class Worker(ViewScanWorker[] views, Action<long>? progress) : IBatchSink
    {
        public void Take(EventBatch batch)
        {
            foreach (var view in views) view.Take(batch);
            progress?.Invoke(batch.Count);
        }
    }
}
