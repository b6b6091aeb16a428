using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>
/// Computes features from history, for any rows at any instants:
/// 1. number the entities that the rows ask for;
/// 2. read each source once, keeping the events of those entities within reach of the rows' instants;
/// 3. sort events and rows by entity and time, and sweep each entity's events once for each window, entities in parallel.
/// Where the events would not fit into memory, steps 2 and 3 are done for one share of the entities after the other.
/// Cost grows as rows of sources + (events + rows) x features.
/// </summary>
public sealed class HistoryEngine(ISourceReader reader, HistoryLimits limits)
{
    /// <summary>Computes the features.</summary>
    /// <exception cref="QuernException">A source cannot be read, or has bad rows and they are to fail.</exception>
    public HistoryResult Compute(HistoryRequest request, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var reads = request.Service.Reads;
        var rows = request.Times.Count;
        var results = reads.Select(read => read.Features.Select(feature => new ResultColumn(read.View.Features[feature].Type, rows)).ToArray()).ToArray();
        var entities = SpineEntities.Of(request);
        var (eventsRead, bits) = (0L, EntityShare.BitsFor(Shares(request)));
        // Where the events are too many for one pass, those of the rows to check are too.
        var plain = new PlainRows(request, [.. request.Checked.Where((_, i) => i % (1 << bits) == 0)], explains: false);
        for (var number = 0; number < 1 << bits && rows > 0; number++)
        {
            var share = new EntityShare(number, bits);
            var scans = request.Service.Reads.Select((read, i) => NewScan(read.View, entities[i], share, request.AsKnown)).ToArray();
            eventsRead += Scan(number == 0 ? [.. scans, .. plain.Scans] : scans, request.BadRows, progress, cancellation);
            new SweepRun(request, entities, share, scans, results, limits.Threads).Run(progress, cancellation);
        }

        request.BadRows.ThrowIfFailed();
        return new(results, OnDemandColumns.Compute(request, results, limits.Threads), eventsRead) { Checked = plain.Compute(cancellation) };
    }

    private long Scan(IReadOnlyList<ViewScan> scans, BadRows badRows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var read = 0L;
        foreach (var source in scans.GroupBy(scan => scan.View.Definition.Source))
        {
            var total = progress is null ? 0 : reader.EstimateRows(source.Key);
            void Report(long count)
            {
                var done = Interlocked.Add(ref read, count);
                progress?.Invoke($"reading {source.Key.Name}", done, total);
            }

            new SourceScan(source.Key, [.. source], badRows, Report).Run(reader, cancellation);
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
    private int Shares(HistoryRequest request)
    {
        var bytes = request.Service.Reads.Sum(read => reader.EstimateRows(read.View.Definition.Source) * EventBytes.Of(read.View, isStored: false, request.AsKnown));
        return (int)Math.Clamp((bytes + limits.MemoryBytes - 1) / limits.MemoryBytes, 1, 4096);
    }
}
