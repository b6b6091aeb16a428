using Quern.Aggregation.Ends;
using Quern.Aggregation.Ordering;

namespace Quern.Aggregation;

/// <summary>The arithmetic mean of the last n values that are not null, in the total order of events: as <see cref="MeanAggregate"/> of those; null for none.</summary>
internal sealed class MeanOfLastNAggregate(AggregateSpec spec) : Aggregate(spec, MeanAggregate.TypeOf(spec))
{
    private readonly MeanAggregate _mean = new(spec);

    public override bool NeedsOrder => true;

    public override AggregateState NewState() => new KeptState(new(Spec.Argument!.Value, Spec.N, KeptEnd.Last), MeanOf);

    public override AggregateSweep NewSweep() => new MeanSweep<Last>(Spec.N, _mean);

    private AggregateResult MeanOf(KeptEvents kept)
    {
        var state = _mean.NewState();
        for (var place = 0; place < kept.Count; place++) state.Add(new(default, default, kept[place]));
        return state.Result(default);
    }
}
