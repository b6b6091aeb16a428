using Quern.Engine.Online;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>
/// Writes what has come of a view's stream into its indexed state: entity by entity, in the order of their keys, in one transaction that also says how far the log is in the state. So
/// it has happened once or not at all, whatever dies.
/// </summary>
internal static class Checkpoint
{
    /// <summary>Writes the head of one view. The caller holds the store's materialization lock.</summary>
    /// <returns>How many rows were written; 0, too, while the state lacks events that the head does not have: it is being built anew, and whoever does that brings them in.</returns>
    /// <exception cref="QuernException">The store cannot be written; nothing is lost, and it can be tried again.</exception>
    public static long Write(IOnlineStore store, ViewHead head, Instant now, BlockShape shape)
    {
        var frozen = head.Freeze(now.Microseconds);
        using (var write = store.BeginWrite())
        {
            if (OnlineCatalog.Find(write, head.View) is not { } state || state.LogPosition < head.Indexed) return 0;
            if (frozen.Position > state.LogPosition) Write(write, head, frozen, state, shape);
            write.Commit();
        }

        head.Thaw();
        return frozen.Frozen!.Rows.Count;
    }

    private static void Write(IOnlineWrite write, ViewHead head, ViewHead.Generations frozen, ViewState state, BlockShape shape)
    {
        // As of the first event that is written: none of them is older than what is kept then.
        var kept = Retention.From(head.View, new(Math.Min(frozen.Frozen!.FirstKnown, Instant.Max.Microseconds)));
        var from = state.LogPosition;
        state = OnlineCatalog.AdvanceStream(write, state, frozen.Position, frozen.Frozen.Rows.Count == 0 ? Instant.Min : kept);
        var writer = new OnlineWriter(head.View, state, shape);
        var slice = head.NewSlice();
        var entities = frozen.Frozen.InOrder();
        Prefetch(write, frozen.Frozen, entities);
        foreach (var entity in entities)
        {
            var partition = frozen.Frozen.PartitionOf(entity);
            slice.Clear();
            frozen.Frozen.Collect(partition, from, frozen.Position, slice);
            slice.Sort();
            writer.Insert(write, partition, slice.Rows, slice.Replaced);
        }
    }

    private static void Prefetch(IOnlineWrite write, HeadGeneration rows, int[] entities)
    {
        if (!write.Prefetches) return;
        var partitions = new PartitionList();
        foreach (var entity in entities) partitions.Add(rows.PartitionOf(entity));
        write.Prefetch(partitions);
    }
}
