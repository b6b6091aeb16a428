using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// An aggregate bound to its parameters: what type it gives, its state as a monoid (<see cref="NewState"/>, for tiles and single reads),
/// and the same function as a sweep over many windows (<see cref="NewSweep"/>, for training sets). Both give the same bits.
/// </summary>
public abstract class Aggregate
{
    private protected Aggregate(AggregateSpec spec, DataType result) => (Spec, ResultType) = (spec, result);

    /// <summary>What was asked for.</summary>
    public AggregateSpec Spec { get; }

    /// <summary>The type of the result.</summary>
    public DataType ResultType { get; }

    /// <summary>Whether the order of events of the same time matters, so that ties must be broken.</summary>
    public virtual bool NeedsOrder => false;

    /// <summary>How old an event may be to count at all, whatever the window; null when there is no such limit.</summary>
    public virtual Duration? MaxAge => null;

    /// <summary>How far results may be from the true ones; null for an aggregate that is always exact.</summary>
    public virtual ErrorBound? ErrorBound => null;

    /// <summary>The state that has seen nothing.</summary>
    public abstract AggregateState NewState();

    /// <summary>A sweep for one thread, reusable for one entity after the other.</summary>
    public abstract AggregateSweep NewSweep();
}
