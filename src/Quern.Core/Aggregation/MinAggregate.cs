using Quern.Aggregation.Extremes;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The least value, of the argument's kind: numbers and instants by value, -0 before +0; text by its UTF-8 bytes; false before true. Nulls and NaNs are skipped, null for none.
/// </summary>
internal sealed class MinAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(spec.Argument!.Value))
{
    public override AggregateState NewState() => new ExtremeState<Least>(ResultType.Kind);

    public override AggregateSweep NewSweep() => new ExtremeSweep<Least>();
}
