using Quern.Time;

namespace Quern.Aggregation.Ordering;

/// <summary>The events at one end of the total order, of whose values the mean is told.</summary>
internal sealed class KeptMeanState(KeptEvents kept, MeanAggregate mean) : AggregateState
{
    private readonly KeptEvents _kept = kept;

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((KeptMeanState)other)._kept);

    public override AggregateResult Result(Instant t)
    {
        var state = mean.NewState();
        for (var place = 0; place < _kept.Count; place++) state.Add(new(t, default, _kept[place]));
        return state.Result(t);
    }

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}
