using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sliding;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Seconds from the last event to the instant asked for, a Float64; with an argument, from the last event whose argument is not null. Null for none.
/// </summary>
internal sealed class TimeSinceLastAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(ValueKind.Float64))
{
    public override AggregateState NewState() => new TimeSinceLastState(Spec.Argument is not null);

    public override AggregateSweep NewSweep() => new TimeSinceLastSweep();
}

internal sealed class TimeSinceLastState(bool hasArgument) : AggregateState
{
    private Instant? _last;

    public override void Add(in AggregateInput input)
    {
        if (!hasArgument || !input.Argument.IsNull) Keep(input.Time);
    }

    public override void Merge(AggregateState other)
    {
        if (((TimeSinceLastState)other)._last is { } time) Keep(time);
    }

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_last is { } time ? Value.Of((t - time).TotalSeconds) : Value.Null);

    public override void Write(List<byte> bytes)
    {
        bytes.Add(_last is null ? (byte)0 : (byte)1);
        if (_last is { } time) StateItems.AppendInt64(bytes, time.Microseconds);
    }

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        if (StateItems.ReadByte(ref bytes) != 0) Keep(new(StateItems.ReadInt64(ref bytes)));
    }

    private void Keep(Instant time)
    {
        if (_last is not { } kept || time > kept) _last = time;
    }
}

internal sealed class TimeSinceLastSweep : AggregateSweep
{
    private readonly IndexSet _inside = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new TimeSinceLastSlide(new(argument), trace.EventTimes, _inside);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct TimeSinceLastSlide(ArgumentLane values, ReadOnlySpan<long> times, IndexSet inside) : ISlidingState
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
            var last = inside.Max;
            if (last < 0) output.SetNull(ordinal, FeatureStatus.NullValue);
            else output.SetDouble(ordinal, new Duration(t - _times[last]).TotalSeconds);
        }
    }
}
