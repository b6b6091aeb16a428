using Quern.Aggregation.Sketches;

namespace Quern.Profiles;

/// <summary>How numbers lie: how many fall into each of the buckets of <see cref="LogBuckets"/>, of which one number stands for all values within 1 %.</summary>
internal sealed class NumberBuckets
{
    private readonly Dictionary<int, long> _weights = [];
    private (double Value, long Weight)[]? _sorted;

    /// <summary>Adds a number that stands for so many.</summary>
    public void Add(double value, long weight)
    {
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_weights, LogBuckets.Of(value), out _) += weight;
        _sorted = null;
    }

    public void Merge(NumberBuckets other)
    {
        foreach (var (bucket, weight) in other._weights) _weights[bucket] = _weights.GetValueOrDefault(bucket) + weight;
        _sorted = null;
    }

    /// <summary>What stands for each bucket that has numbers, ascending, and how many numbers it has.</summary>
    public IReadOnlyList<(double Value, long Weight)> Sorted() =>
        _sorted ??= [.. _weights.OrderBy(pair => pair.Key).Select(pair => (LogBuckets.Representative(pair.Key), pair.Value))];

    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendCount(bytes, _weights.Count);
        var before = 0;
        foreach (var (bucket, weight) in _weights.OrderBy(pair => pair.Key))
        {
            ProfileBytes.AppendSigned(bytes, bucket - before);
            ProfileBytes.AppendCount(bytes, weight);
            before = bucket;
        }
    }

    public static NumberBuckets Read(ref ReadOnlySpan<byte> bytes)
    {
        var buckets = new NumberBuckets();
        var bucket = 0;
        for (var rest = ProfileBytes.ReadCount(ref bytes); rest > 0; rest--)
        {
            bucket += (int)ProfileBytes.ReadSigned(ref bytes);
            buckets._weights.Add(bucket, ProfileBytes.ReadCount(ref bytes));
        }

        return buckets;
    }
}
