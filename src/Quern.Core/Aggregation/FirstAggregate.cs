using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sliding;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The value of the first event whose argument is not null, in the total order of events; of the argument's kind, null for none.</summary>
internal sealed class FirstAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(spec.Argument!.Value))
{
    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new FirstState(ResultType.Kind);

    public override AggregateSweep NewSweep() => new FirstSweep();
}

internal sealed class FirstState(ValueKind kind) : AggregateState
{
    private readonly KeptEvents _kept = new(kind, 1, KeptEnd.First);

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((FirstState)other)._kept);

    public override AggregateResult Result(Instant t) => AggregateResult.Of(_kept.Count == 0 ? Value.Null : _kept[0]);

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}

internal sealed class FirstSweep : AggregateSweep
{
    private readonly IndexSet _inside = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new FirstSlide(new(argument), _inside);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct FirstSlide(ArgumentLane values, IndexSet inside) : ISlidingState
    {
        private readonly ArgumentLane _values = values;

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
            else _values.Write(first, ordinal, output);
        }
    }
}
