using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>The events at one end of the total order; their values are a list, or the value of the only one, null for none.</summary>
internal sealed class KeptState(KeptEvents kept, bool isList) : AggregateState
{
    private readonly KeptEvents _kept = kept;

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((KeptState)other)._kept);

    public override AggregateResult Result(Instant t) => AggregateResult.Of(isList ? _kept.ToList() : _kept.Count == 0 ? Value.Null : _kept[0]);

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}
