using Quern.Time;

namespace Quern.Aggregation;

/// <summary>
/// What an aggregate has seen: an element of a commutative monoid. A new state is the identity; <see cref="Add"/> takes in one event,
/// <see cref="Merge"/> another state, and neither order nor grouping leaves a trace. Not safe for several threads.
/// </summary>
public abstract class AggregateState
{
    /// <summary>Takes in one event.</summary>
    public abstract void Add(in AggregateInput input);

    /// <summary>Takes in all that <paramref name="other"/>, a state of the same aggregate, has seen. <paramref name="other"/> stays as it is.</summary>
    public abstract void Merge(AggregateState other);

    /// <summary>What the events seen come to at the instant asked for.</summary>
    public abstract AggregateResult Result(Instant t);

    /// <summary>Appends the state's bytes: the same set of events gives the same bytes.</summary>
    public abstract void Write(List<byte> bytes);

    /// <summary>Takes in the state that <see cref="Write"/> wrote at the start of <paramref name="bytes"/>, and moves past it; as <see cref="Merge"/>.</summary>
    public abstract void MergeFrom(ref ReadOnlySpan<byte> bytes);
}
