using Quern.PointInTime;
using Quern.Values;

namespace Quern.Engine.Materialization;

/// <summary>Which bucket each entity belongs to, by the hash of its key: the same in every run, so that a run that was stopped can go on.</summary>
internal static class EntityBuckets
{
    /// <summary>For each bucket of a range of buckets its entities, in the order of their keys.</summary>
    public static List<(RowKey Key, int Entity)>[] Of(KeyIndex keys, int first, int count, int buckets)
    {
        var members = new List<(RowKey Key, int Entity)>[count];
        for (var i = 0; i < count; i++) members[i] = [];
        for (var entity = 0; entity < keys.Count; entity++)
        {
            var key = keys.Key(entity);
            var bucket = BucketOf(key, buckets) - first;
            if (bucket >= 0 && bucket < count) members[bucket].Add((key, entity));
        }

        foreach (var bucket in members) bucket.Sort((left, right) => left.Key.Bytes.Span.SequenceCompareTo(right.Key.Bytes.Span));
        return members;
    }

    public static int BucketOf(RowKey key, int buckets) => (int)(StableHash.Of(key.Bytes.Span) % (uint)buckets);
}
