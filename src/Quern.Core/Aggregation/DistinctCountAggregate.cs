using System.Text;
using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sketches;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// How many distinct values that are not null, an Int64; 0 for none. Exact up to 1,024 of them. Beyond it an estimate with a relative standard error of 0.81 %
/// (<see cref="HyperLogLog"/>), at least 1,025. Either way a function of the set of values alone. Reals are distinct by their bits, but <c>-0.0</c> is <c>0.0</c>.
/// </summary>
internal sealed class DistinctCountAggregate(AggregateSpec spec, int exactBound = DistinctCountAggregate.DefaultExactBound)
    : Aggregate(spec, DataType.Scalar(ValueKind.Int64))
{
    private const int DefaultExactBound = 1_024;

    public override ErrorBound? ErrorBound => new(HyperLogLog.StandardError, IsStandard: true, exactBound);

    public override AggregateState NewState() => new DistinctCountState(Spec.Argument!.Value, exactBound);

    public override AggregateSweep NewSweep() => new DistinctCountSweep(Spec.Argument!.Value, exactBound);
}

/// <summary>The values while there are at most <paramref name="exactBound"/>, then the registers. Once a part is beyond the bound the whole is.</summary>
internal sealed class DistinctCountState(ValueKind kind, int exactBound) : AggregateState
{
    private readonly HashSet<Value> _values = [];
    private HyperLogLog? _beyond;

    public override void Add(in AggregateInput input)
    {
        if (!input.Argument.IsNull) Add(ValueOrder.Canonical(input.Argument));
    }

    public override void Merge(AggregateState other)
    {
        var from = (DistinctCountState)other;
        if (from._beyond is { } registers) Promote().Merge(registers);
        else foreach (var value in from._values) Add(value);
    }

    public override AggregateResult Result(Instant t) => AggregateResult.Of(Value.Of(_beyond is null ? _values.Count : Math.Max(exactBound + 1L, _beyond.Estimate())));

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_beyond is null ? (byte)0 : (byte)1);
        if (_beyond is not null)
        {
            _beyond.Write(bytes);
            return;
        }

        Value[] sorted = [.. _values];
        Array.Sort(sorted, ValueOrder.Instance);
        StateBytes.AppendInt32(bytes, sorted.Length);
        foreach (var value in sorted) StateBytes.AppendValue(bytes, value);
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        if (StateBytes.ReadByte(ref bytes) != 0)
        {
            Promote().MergeFrom(ref bytes);
            return;
        }

        for (var rest = StateBytes.ReadInt32(ref bytes); rest > 0; rest--) Add(StateBytes.ReadValue(kind, ref bytes));
    }

    private static ulong HashOf(Value value) =>
        value.Type.Kind == ValueKind.String ? StableHash.Of(Encoding.UTF8.GetBytes(value.AsText())) : StableHash.Of(value.Bits);

    private void Add(Value value)
    {
        if (_beyond is not null) _beyond.Add(HashOf(value));
        else if (_values.Add(value) && _values.Count > exactBound) Promote();
    }

    private HyperLogLog Promote()
    {
        if (_beyond is not null) return _beyond;
        _beyond = new();
        foreach (var value in _values) _beyond.Add(HashOf(value));
        _values.Clear();
        return _beyond;
    }
}
