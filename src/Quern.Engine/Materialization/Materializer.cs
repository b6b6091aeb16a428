using Quern.Engine.Events;
using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Features;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;

namespace Quern.Engine.Materialization;

/// <summary>
/// Brings online state up to an instant. Entities are cut into buckets by the hash of their keys; each bucket is one transaction that also records that it is done,
/// so a run that is killed goes on with the first bucket that is not, and a server that reads meanwhile never sees half an entity.
/// </summary>
/// <param name="reader">Reads the sources; of those with a stream, what has come of it too.</param>
/// <param name="store">Where online state is.</param>
/// <param name="limits">How much may be used of the machine.</param>
/// <param name="log">The log of the streams; null when there is none.</param>
public sealed class Materializer(ISourceReader reader, IOnlineStore store, HistoryLimits limits, StreamLog? log = null)
{
    private const int BucketsPerPass = 8;
    private const string InUse = "QRN4007";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Gets how rows are cut into blocks; the same for all writes to a view.</summary>
    internal BlockShape Shape { get; init; } = BlockShape.Default;

    /// <summary>
    /// How long to wait, about, while somebody else writes: most often a server that takes events, which writes what has come of streams every few seconds, and that does not take long. Default: not at all.
    /// </summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Materializes one view.</summary>
    /// <exception cref="QuernException">Somebody else materializes, the source cannot be read or has bad rows, or the store cannot be written.</exception>
    public MaterializationReport Run(MaterializationRequest request, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        using var alone = Turn(cancellation);
        if (PauseCatalog.Find(store, request.View.Reference) is { IsPaused: true } pause) return MaterializationReport.Of(pause, request);
        if (request.Rebuild) Drop(request.View);
        if (CatchUp(request) is { } paused) return paused;
        var first = RunOnce(request, progress, cancellation);
        if (first.Paused is not null || first.Range.End >= MaterializationRange.End(request)) return first;

        // What was gone on with ended earlier than this run is to: bring in the rest.
        var rest = RunOnce(request, progress, cancellation);
        return new(first.Range with { End = rest.Range.End }, first.RowsRead + rest.RowsRead, Math.Max(first.Entities, rest.Entities), first.Events + rest.Events, first.Resumed)
        {
            LateFrom = first.LateFrom ?? rest.LateFrom,
            UnnamedEntities = Math.Max(first.UnnamedEntities, rest.UnnamedEntities),
            Expectations = first.Expectations.Count > 0 ? first.Expectations : rest.Expectations,
            Paused = rest.Paused,
        };
    }

    private MaterializationReport? CatchUp(MaterializationRequest request)
    {
        if (log is null || request.View.Definition.Source.Stream is null) return null;
        if (new StreamCatchUp(log, store, Shape).Run(request.View, reader.Snapshot(request.View.Definition.Source).StreamEnd, request.To) is not { } pause) return null;
        using var write = store.BeginWrite();
        pause = PauseCatalog.Pause(write, pause);
        write.Commit();
        return MaterializationReport.Of(pause, request);
    }

    private IDisposable Turn(CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero;; waited += Pause)
            try
            {
                return store.LockMaterialization();
            }
            catch (QuernException e) when (waited < Patience && e.Findings is [{ Code: InUse }])
            {
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
    }

    private MaterializationReport RunOnce(MaterializationRequest request, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (view, definition) = (request.View, request.View.Definition.Source);
        var source = reader.Snapshot(definition).Id;
        var passes = Passes(request);
        var (before, state, range, resumed, changed) = Begin(request, source, passes * BucketsPerPass);
        if (range.IsEmpty) return new(range, 0, 0, 0, false);
        var isFollowing = changed && state.Covered.Count > 0;
        var (rowsRead, entities, events) = (0L, 0L, 0L);
        long? unnamed = null;
        // Each pass reads the same rows; the first judges them.
        var seenTo = PauseCatalog.Find(store, view.Reference)?.SeenTo ?? Instant.Min;
        var series = SeriesChecks.Of(definition, SeriesOf(request, before, range) with { SeenTo = seenTo }, reader, cancellation);
        series?.ReadEarlier();
        var checks = RowChecks.Telling(definition, range, request.BadRows, seenTo, series);
        var features = FeaturesOf(view, range.End, seenTo, progress, cancellation);
        IReadOnlyList<ExpectationOutcome>? outcomes = null;
        for (var pass = state.Job!.BucketsDone / BucketsPerPass; pass < passes; pass++)
        {
            var (now, all) = (pass, passes * BucketsPerPass);
            var scan = new ViewScan(view, new KeyIndex(view.KeyKinds), addKeys: true, range, known: false) { Wants = key => EntityBuckets.BucketOf(key, all) / BucketsPerPass == now };
            var read = 0L;
            var total = progress is null ? 0 : reader.EstimateRows(definition);
            void Report(long count)
            {
                var done = Interlocked.Add(ref read, count);
                progress?.Invoke($"reading {definition.Name}", done, total);
            }

            new SourceScan(definition, [scan], request.BadRows, Report, outcomes is null ? checks : null).Run(reader, cancellation);
            request.BadRows.ThrowIfFailed();
            outcomes ??= [.. checks?.Outcomes() ?? [], .. features];
            if (outcomes.Select(outcome => outcome.PauseReason).FirstOrDefault(reason => reason is not null) is { } reason) return ComeToPause(request, before, range, reason) with { RowsRead = read, Expectations = outcomes };
            rowsRead += read;
            var vanished = changed ? VanishedEntities.Of(store, view, state, scan.Keys, pass * BucketsPerPass, BucketsPerPass, passes * BucketsPerPass) : null;
            // Later passes would count what this run has written.
            unnamed ??= vanished?.Unnamed;
            state = Write(view, scan, state, range, pass, passes, vanished, progress, ref entities, ref events, cancellation);
        }

        using var write = store.BeginWrite();
        OnlineCatalog.Complete(write, state);
        write.Commit();
        return new(range, rowsRead, entities, events, resumed)
        {
            LateFrom = isFollowing ? MaterializationRange.LateFrom(view, range) : null,
            UnnamedEntities = isFollowing ? unnamed ?? 0 : 0,
            Expectations = outcomes ?? [],
        };
    }

    // What goes on where the state ends knows what was before; otherwise the source begins with the first row that is read.
    private static SeriesRange SeriesOf(MaterializationRequest request, ViewState? before, Interval range) =>
        before is { Covered.Count: > 0 } || request.From is not null ? SeriesRange.Of(range) : new(null, range.End);

    // As reads would find them once this is written. It costs another reading of what windows reach over, so that only those pay who want to be protected.
    private IReadOnlyList<ExpectationOutcome> FeaturesOf(ViewPlan view, Instant end, Instant seenTo, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        if (view.Definition.Expectations.All(expectation => expectation.OnFail != OnFail.Pause)) return [];
        // Rows that cannot be read are told by the scan that writes.
        return ViewTest.Run(reader, limits, view, SeenTimes.AsOf(view, end), () => seenTo == Instant.Min ? null : new(SeenTimes.AsOf(view, seenTo), AsKnown: false), new(BadRowPolicy.Quarantine), progress, cancellation).Outcomes;
    }

    private void Drop(ViewPlan view)
    {
        using var write = store.BeginWrite();
        if (OnlineCatalog.Find(write, view) is not { } old) return;
        OnlineCatalog.Drop(write, old);
        if (view.Definition.Source.Stream is not null) OnlineCatalog.BeginStream(write, view, isWhole: false);
        write.Commit();
    }

    // Nothing has been written of this run: the view is as it was, and the range is brought in when it is resumed.
    private MaterializationReport ComeToPause(MaterializationRequest request, ViewState? before, Interval range, string reason)
    {
        using var write = store.BeginWrite();
        OnlineCatalog.Undo(write, request.View, before);
        var pause = PauseCatalog.Pause(write, new(request.View.Reference, request.To, reason, before?.LogPosition ?? 0, range.End));
        write.Commit();
        return MaterializationReport.Of(pause, request);
    }

    private (ViewState? Before, ViewState State, Interval Range, bool Resumed, bool IsChanged) Begin(MaterializationRequest request, string source, int buckets)
    {
        using var write = store.BeginWrite();
        var known = OnlineCatalog.Find(write, request.View);
        var range = MaterializationRange.Of(request, known, source);
        if (range.IsEmpty) return (known, known!, range, false, false);
        var state = OnlineCatalog.Begin(write, request.View, range, source, buckets);
        write.Commit();
        return (known, state, range, state.Job!.BucketsDone > 0, state.Source != source);
    }

    private ViewState Write(
        ViewPlan view, ViewScan scan, ViewState state, Interval range, int pass, int passes, VanishedEntities? vanished, Action<string, long, long>? progress, ref long entities, ref long events, CancellationToken cancellation)
    {
        var table = scan.Sort(asKnown: false);
        var buckets = EntityBuckets.Of(scan.Keys, pass * BucketsPerPass, BucketsPerPass, passes * BucketsPerPass);
        var copier = new EntityCopier(scan, table);
        for (var i = Math.Max(0, state.Job!.BucketsDone - (pass * BucketsPerPass)); i < BucketsPerPass; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var write = store.BeginWrite();
            var writer = new OnlineWriter(view, state, Shape);
            var rows = writer.NewRows();
            writer.Prefetch(write, buckets[i].Select(entity => entity.Key));
            foreach (var (key, entity) in buckets[i])
            {
                copier.Copy(entity, rows);
                writer.Replace(write, key, range, rows);
                events += rows.Count;
            }

            rows.Clear();
            foreach (var key in vanished?.Buckets[i] ?? []) writer.Replace(write, key, range, rows);
            state = OnlineCatalog.Advance(write, state, (pass * BucketsPerPass) + i + 1);
            write.Commit();
            entities += buckets[i].Count;
            progress?.Invoke($"writing {view.Reference}", state.Job!.BucketsDone, state.Job.Buckets);
        }

        return state;
    }

    private int Passes(MaterializationRequest request) =>
        (int)Math.Clamp(((reader.EstimateRows(request.View.Definition.Source) * EventBytes.Of(request.View, isStored: true, known: true)) + limits.MemoryBytes - 1) / limits.MemoryBytes, 1, 4096);
}
