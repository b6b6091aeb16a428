using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sketches;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The nearest-rank quantile: the smallest value whose share of values at or below it is at least q; of the argument's kind, nulls skipped, null for none.
/// Exact up to 1,024 values. Beyond that the value that stands for the bucket (<see cref="LogBuckets"/>) of the nearest-rank value: within 1 % of it, and for
/// whole numbers rounded to a whole one, which adds up to a half. An instant is taken as the number of its microseconds since 1970, so 1 % of that is months:
/// quantiles of instants are of use up to the exact bound only. <c>-0.0</c> is <c>0.0</c>.
/// </summary>
internal sealed class QuantileAggregate(AggregateSpec spec, int exactBound = QuantileAggregate.DefaultExactBound)
    : Aggregate(spec, DataType.Scalar(spec.Argument!.Value))
{
    private const int DefaultExactBound = 1_024;

    public override ErrorBound? ErrorBound => new(LogBuckets.RelativeError, IsStandard: false, exactBound);

    public override AggregateState NewState() => new QuantileState(ResultType.Kind, new(Spec.Quantile), exactBound);

    public override AggregateSweep NewSweep() => new QuantileSweep(ResultType.Kind, new(Spec.Quantile), exactBound);
}

/// <summary>The keys of the values in their order while there are at most <paramref name="exactBound"/>, then how many there are of each bucket.</summary>
internal sealed class QuantileState(ValueKind kind, NearestRank rank, int exactBound) : AggregateState
{
    private readonly List<long> _keys = [];
    private SortedDictionary<int, long>? _buckets;

    public override void Add(in AggregateInput input)
    {
        if (!input.Argument.IsNull) Add(SortableKey.Of(kind, input.Argument.Bits));
    }

    public override void Merge(AggregateState other)
    {
        var from = (QuantileState)other;
        foreach (var key in from._keys) Add(key);
        if (from._buckets is null) return;
        foreach (var (bucket, count) in from._buckets) AddTo(Promote(), bucket, count);
    }

    public override AggregateResult Result(Instant t)
    {
        if (_buckets is not null) return AggregateResult.Of(Value.OfBits(kind, LogBuckets.Representative(kind, BucketOfRank(_buckets))));
        return AggregateResult.Of(_keys.Count == 0 ? Value.Null : Value.OfBits(kind, SortableKey.Bits(kind, _keys[(int)rank.Of(_keys.Count) - 1])));
    }

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_buckets is null ? (byte)0 : (byte)1);
        StateBytes.AppendInt32(bytes, _buckets?.Count ?? _keys.Count);
        foreach (var key in _keys) StateBytes.AppendInt64(bytes, key);
        if (_buckets is null) return;
        foreach (var (bucket, count) in _buckets)
        {
            StateBytes.AppendInt32(bytes, bucket);
            StateBytes.AppendInt64(bytes, count);
        }
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        var buckets = StateBytes.ReadByte(ref bytes) == 0 ? null : Promote();
        for (var rest = StateBytes.ReadInt32(ref bytes); rest > 0; rest--)
            if (buckets is null) Add(StateBytes.ReadInt64(ref bytes));
            else AddTo(buckets, StateBytes.ReadInt32(ref bytes), StateBytes.ReadInt64(ref bytes));
    }

    private static void AddTo(SortedDictionary<int, long> buckets, int bucket, long count) => buckets[bucket] = buckets.GetValueOrDefault(bucket) + count;

    private void Add(long key)
    {
        if (_buckets is null && _keys.Count == exactBound) Promote();
        if (_buckets is not null)
        {
            AddTo(_buckets, BucketOf(key), 1);
            return;
        }

        var place = _keys.BinarySearch(key);
        _keys.Insert(place >= 0 ? place : ~place, key);
    }

    private SortedDictionary<int, long> Promote()
    {
        if (_buckets is not null) return _buckets;
        _buckets = [];
        foreach (var key in _keys) AddTo(_buckets, BucketOf(key), 1);
        _keys.Clear();
        return _buckets;
    }

    private int BucketOf(long key) => LogBuckets.Of(kind, SortableKey.Bits(kind, key));

    private int BucketOfRank(SortedDictionary<int, long> buckets)
    {
        var rest = rank.Of(buckets.Values.Sum());
        foreach (var (bucket, count) in buckets)
            if ((rest -= count) <= 0)
                return bucket;
        throw new InvalidOperationException("A rank is never above the number of values.");
    }
}
