using Quern.Engine.Online;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.Materialization;

/// <summary>
/// Entities that a view's state holds and that a source which has changed gives no events for any more. What the state held of them in the range that is read again must go,
/// as it does for entities that are met.
/// </summary>
/// <param name="Buckets">For each bucket of a range of buckets the keys of the entities that are not among those met.</param>
/// <param name="Unnamed">How many entities the state holds of which the store does not keep the keys, so that nobody knows whether they are among those met.</param>
internal sealed record VanishedEntities(IReadOnlyList<List<RowKey>> Buckets, long Unnamed)
{
    /// <summary>Looks for them in the newest state.</summary>
    public static VanishedEntities Of(IOnlineStore store, ViewPlan view, ViewState state, KeyIndex met, int first, int count, int buckets)
    {
        var vanished = new List<RowKey>[count];
        for (var i = 0; i < count; i++) vanished[i] = [];
        var known = new HashSet<RowKey>();
        for (var entity = 0; entity < met.Count; entity++) known.Add(met.Key(entity));
        var prefix = Partition.Prefix(view.Definition.Entity.Name);
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        var unnamed = snapshot.VisitPartitions(RecordKey.View(stackalloc byte[4], state.Number), RecordKey.View(stackalloc byte[4], state.Number + 1), partition =>
        {
            if (!partition.StartsWith(prefix)) return;
            var key = RowKey.OfEncoded(partition[prefix.Length..]);
            var bucket = EntityBuckets.BucketOf(key, buckets) - first;
            if (bucket >= 0 && bucket < count && !known.Contains(key)) vanished[bucket].Add(key);
        });
        return new(vanished, unnamed);
    }
}
