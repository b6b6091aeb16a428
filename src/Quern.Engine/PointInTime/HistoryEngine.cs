using Quern.Engine.Events;
using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Series;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// Computes features from history, for any rows at any instants:
/// 1. number the entities that the rows ask for;
/// 2. read each source once, keeping the events of those entities within reach of the rows' instants;
/// 3. sort events and rows by entity and time, and sweep each entity's events once for each window, entities in parallel;
/// 4. for each lookup, do the same once more for the items that the rows name, each at its row's instant, and bring their features together by row.
/// Views that are pushed down are computed by their databases before all that, and take part in none of it.
/// Where the events would not fit into memory, steps 2 and 3 are done for one share of the entities after the other.
/// Cost grows as rows of sources + (events + rows) x features.
/// </summary>
public sealed class HistoryEngine(ISourceReader reader, HistoryLimits limits)
{
    /// <summary>Computes the features.</summary>
    /// <exception cref="QuernException">A source cannot be read, or has bad rows and they are to fail.</exception>
    public HistoryResult Compute(HistoryRequest request, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (all, results) = (SpineEntities.Of(request), NewResults(request));
        var placements = new PushDownRun(request, reader).Run(all, results, progress, cancellation);
        int[] here = [.. Enumerable.Range(0, results.Length).Where(read => placements.Count == 0 || placements[read].Engine == ViewPlacement.Here)];
        var rest = request with { Service = request.Service with { Reads = [.. here.Select(read => request.Service.Reads[read])] } };
        // Where the events are too many for one pass, those of the rows to check are too.
        SpineEntities[] entities = [.. here.Select(read => all[read])];
        var bits = ShareBits(rest, entities);
        int[] rows = [.. request.Checked.Where((_, i) => i % (1 << bits) == 0)];
        var views = ComputeViews(rest, entities, new PlainRows(request, rows, explains: false), bits, [.. here.Select(read => results[read])], progress, cancellation) with { Columns = results };
        var lookups = new LookupHistory(request, new HistoryEngine(reader, limits with { MemoryBytes = limits.MemoryBytes / 2 }), limits.MemoryBytes / 2, limits.Threads);
        var (columns, eventsRead, check) = lookups.Compute(views, rows, progress, cancellation);
        var onDemand = OnDemandColumns.Compute(request, views.Columns, columns, limits.Threads);
        return new(views.Columns, columns, onDemand, views.EventsRead + eventsRead) { Checked = [.. views.Checked, .. check], Placements = placements };
    }

    /// <summary>Computes the features of views alone.</summary>
    internal ViewColumns ComputeViews(HistoryRequest request, PlainRows plain, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var entities = SpineEntities.Of(request);
        return ComputeViews(request, entities, plain, ShareBits(request, entities), NewResults(request), progress, cancellation);
    }

    private static ResultColumn[][] NewResults(HistoryRequest request) =>
        [.. request.Service.Reads.Select(read => read.Features.Select(feature => new ResultColumn(read.View.Features[feature].Type, request.Times.Count)).ToArray())];

    private ViewColumns ComputeViews(HistoryRequest request, SpineEntities[] entities, PlainRows plain, int bits, ResultColumn[][] results, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (rows, eventsRead) = (request.Times.Count, 0L);
        for (var number = 0; number < 1 << bits && rows > 0; number++)
        {
            var share = new EntityShare(number, bits);
            var scans = request.Service.Reads.Select((read, i) => NewScan(read.View, entities[i], share, request.AsKnown)).ToArray();
            eventsRead += Scan(number == 0 ? [.. scans, .. plain.Scans] : scans, request.BadRows, judges: number == 0, progress, cancellation);
            new SweepRun(request, entities, share, scans, results, limits.Threads).Run(progress, cancellation);
        }

        request.BadRows.ThrowIfFailed();
        return new(results, eventsRead, plain.Compute(cancellation));
    }

    private long Scan(IReadOnlyList<ViewScan> scans, BadRows badRows, bool judges, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var read = 0L;
        foreach (var source in scans.GroupBy(scan => scan.View.Definition.Source))
        {
            var total = 0L;
            void Report(long count)
            {
                var done = Interlocked.Add(ref read, count);
                progress?.Invoke($"reading {source.Key.Name}", done, total);
            }

            var cut = SourceScan.Cut([.. source]);
            // What was before is not read: nothing is known of it.
            var checks = judges ? RowChecks.Telling(source.Key, cut, badRows, series: SeriesChecks.Of(source.Key, new(null, cut?.End), reader, cancellation)) : null;
            var scan = new SourceScan(source.Key, [.. source], badRows, Report, checks);
            if (progress is not null) total = reader.EstimateRows(source.Key, scan.Keys);
            scan.Run(reader, cancellation);
            if (checks is not null) badRows.Judged(checks.Outcomes());
        }

        badRows.ThrowIfFailed();
        return read;
    }

    private ViewScan NewScan(ViewPlan view, SpineEntities entities, EntityShare share, bool known)
    {
        var times = entities.Reach(view);
        return new(view, entities.Keys, addKeys: false, times, known)
        {
            Share = share,
            Reach = EntityReach.Of(view, entities.Rows, times),
            WantedParts = (reader.EstimateRows(view.Definition.Source) >> share.Bits) / limits.PartEvents,
        };
    }

    // How many shares of the entities, so that the events of one fit into the memory allowed.
    private int ShareBits(HistoryRequest request, SpineEntities[] entities)
    {
        var bytes = request.Service.Reads.Select((read, i) => new ViewScan(read.View, entities[i].Keys, addKeys: false, entities[i].Reach(read.View), request.AsKnown))
            .Sum(scan => reader.EstimateRows(scan.View.Definition.Source, ScannedKeys.Of([scan])) * EventBytes.Of(scan.View, isStored: false, request.AsKnown));
        return EntityShare.BitsFor((int)Math.Clamp((bytes + limits.MemoryBytes - 1) / limits.MemoryBytes, 1, 4096));
    }
}

/// <summary>The features of a service's views for some rows.</summary>
/// <param name="Columns">For each read, its features' values.</param>
/// <param name="EventsRead">How many rows of sources were read.</param>
/// <param name="Checked">What the plain definition gives for the rows to check.</param>
internal sealed record ViewColumns(ResultColumn[][] Columns, long EventsRead, IReadOnlyList<PlainValue> Checked);
