using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sliding;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Seconds from the first event to the instant asked for, a Float64; with an argument, from the first event whose argument is not null. Null for none.
/// </summary>
internal sealed class TimeSinceFirstAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() => new TimeSinceFirstState(Spec.Argument is not null);

    public override AggregateSweep NewSweep() => new TimeSinceFirstSweep();
}

internal sealed class TimeSinceFirstState(bool hasArgument) : AggregateState
{
    private Instant? _first;

    public override void Add(in AggregateInput input)
    {
        if (!hasArgument || !input.Argument.IsNull) Keep(input.Time);
    }

    public override void Merge(AggregateState other)
    {
        if (((TimeSinceFirstState)other)._first is { } time) Keep(time);
    }

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_first is { } time ? Value.Of((t - time).TotalSeconds) : Value.Null);

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_first is null ? (byte)0 : (byte)1);
        if (_first is { } time) StateItems.AppendInt64(bytes, time.Microseconds);
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        if (StateItems.ReadByte(ref bytes) != 0) Keep(new(StateItems.ReadInt64(ref bytes)));
    }

    private void Keep(Instant time)
    {
        if (_first is not { } kept || time < kept) _first = time;
    }
}

internal sealed class TimeSinceFirstSweep : AggregateSweep
{
    private readonly IndexSet _inside = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new TimeSinceFirstSlide(new(argument), trace.EventTimes, _inside);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct TimeSinceFirstSlide(ArgumentLane values, ReadOnlySpan<long> times, IndexSet inside) : ISlidingState
    {
        private readonly ArgumentLane _values = values;
        private readonly ReadOnlySpan<long> _times = times;

        public void Enter(int @event)
        {
            if (!_values.IsNull(@event)) inside.Add(@event);
        }

        public void Leave(int @event)
        {
            if (!_values.IsNull(@event)) inside.Remove(@event);
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            var first = inside.Min;
            if (first < 0) output.SetNull(ordinal, FeatureStatus.NullValue);
            else output.SetDouble(ordinal, new Duration(t - _times[first]).TotalSeconds);
        }
    }
}
