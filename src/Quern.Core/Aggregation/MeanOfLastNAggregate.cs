using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>The arithmetic mean of the last n values that are not null, in the total order of events: as <see cref="MeanAggregate"/> of those; null for none.</summary>
internal sealed class MeanOfLastNAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(Lanes.IsEmbedding(spec) ? ValueKind.Embedding : ValueKind.Float64))
{
    private readonly MeanAggregate _mean = new(spec);

    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptMeanState(new(Spec.Argument!.Value, Spec.N, KeptEnd.Last), _mean);

    public override AggregateSweep NewSweep() => new MeanSweep<Last>(Spec.N, _mean);
}
