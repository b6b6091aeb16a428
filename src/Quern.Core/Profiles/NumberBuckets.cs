using Quern.Aggregation.Sketches;

namespace Quern.Profiles;

/// <summary>How numbers lie: how many fall into each of the buckets of <see cref="LogBuckets"/>, of which one number stands for all values within 1 %.</summary>
internal sealed class NumberBuckets
{
    private KeyedCounts<int> _weights = new();
    private (double Value, long Weight)[]? _sorted;

    /// <summary>Adds a number that stands for so many.</summary>
    public void Add(double value, long weight)
    {
        _weights.Add(LogBuckets.Of(value), weight);
        _sorted = null;
    }

    public void Merge(NumberBuckets other)
    {
        _weights.Merge(other._weights);
        _sorted = null;
    }

    /// <summary>What stands for each bucket that has numbers, ascending, and how many numbers it has.</summary>
    public IReadOnlyList<(double Value, long Weight)> Sorted()
    {
        if (_sorted is not null) return _sorted;
        var weights = _weights.Sorted();
        _sorted = new (double, long)[weights.Length];
        for (var i = 0; i < weights.Length; i++) _sorted[i] = (LogBuckets.Representative(weights[i].Key), weights[i].Count);
        return _sorted;
    }

    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendCount(bytes, _weights.Count);
        var before = 0;
        foreach (var (bucket, weight) in _weights.Sorted())
        {
            ProfileBytes.AppendSigned(bytes, bucket - before);
            ProfileBytes.AppendCount(bytes, weight);
            before = bucket;
        }
    }

    public static NumberBuckets Read(ref ReadOnlySpan<byte> bytes)
    {
        var weights = new (int, long)[ProfileBytes.ReadLength(ref bytes)];
        var bucket = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            bucket += (int)ProfileBytes.ReadSigned(ref bytes);
            weights[i] = (bucket, ProfileBytes.ReadCount(ref bytes));
        }

        return new() { _weights = new(weights) };
    }
}
