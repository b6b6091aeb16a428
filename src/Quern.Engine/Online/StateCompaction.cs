using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>
/// Sums up or drops what a view's state no longer keeps in detail, of entities to which nothing comes any more too. It goes from page to page of the store's entities, each a write of its
/// own, so that it can end after any and holds nobody up for long.
/// </summary>
internal static class StateCompaction
{
    private const int EntitiesPerPage = 4_096;

    /// <summary>Does one page. The caller holds the store's materialization lock.</summary>
    /// <param name="store">Where the state is.</param>
    /// <param name="view">The view.</param>
    /// <param name="kept">From when on single events, or hops, are kept.</param>
    /// <param name="shape">How rows are cut into blocks.</param>
    /// <param name="after">Where the page before ended; empty for the first.</param>
    /// <returns>Where the page ended; empty after the last.</returns>
    public static byte[] Run(IOnlineStore store, AggregationViewPlan view, Instant kept, BlockShape shape, ReadOnlySpan<byte> after)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        if (kept <= Instant.Min || OnlineCatalog.Find(snapshot, view) is not { } state) return [];
        var kind = view.View.Hop is null ? RecordKind.Block : RecordKind.Tile;
        var old = new PartitionList();
        var end = snapshot.VisitPage(
            RecordKey.At(stackalloc byte[RecordKey.Length], state.Number, kind, long.MinValue),
            RecordKey.At(stackalloc byte[RecordKey.Length], state.Number, kind, kept.Microseconds),
            after,
            EntitiesPerPage,
            old.Add);
        snapshot.Release();
        if (old.Count > 0) Write(store, view, kept, shape, old);
        return end;
    }

    private static void Write(IOnlineStore store, AggregationViewPlan view, Instant kept, BlockShape shape, PartitionList partitions)
    {
        using var write = store.BeginWrite();
        var state = OnlineCatalog.Find(write, view)!;
        state = OnlineCatalog.AdvanceStream(write, state, state.LogPosition, kept);
        var writer = new OnlineWriter(view, state, shape);
        write.Prefetch(partitions);
        for (var i = 0; i < partitions.Count; i++) writer.Compact(write, partitions[i]);
        write.Commit();
    }
}
