using Quern.Time;

namespace Quern.Aggregation.Ordering;

/// <summary>The events at one end of the total order, and what their values come to.</summary>
internal sealed class KeptState(KeptEvents kept, Func<KeptEvents, AggregateResult> result) : AggregateState
{
    private readonly KeptEvents _kept = kept;

    public override void Add(in AggregateInput input) => _kept.Add(input);

    public override void Merge(AggregateState other) => _kept.Merge(((KeptState)other)._kept);

    public override AggregateResult Result(Instant t) => result(_kept);

    public override void Write(List<byte> bytes) => _kept.Write(bytes);

    public override void MergeFrom(ref ReadOnlySpan<byte> bytes) => _kept.MergeFrom(ref bytes);
}
