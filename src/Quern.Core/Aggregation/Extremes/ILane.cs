using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>The argument's values by event number, as things with an order.</summary>
internal interface ILane
{
    /// <summary>Whether the event has a value: it is neither null nor NaN.</summary>
    bool Has(int @event);

    /// <summary>Whether the value of one event is strictly before that of the other in the order.</summary>
    bool Precedes(int left, int right);

    void Write(int @event, int ordinal, ResultWriter output);
}
