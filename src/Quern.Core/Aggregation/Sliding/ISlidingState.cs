using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>What a sweep keeps of the events that are in the window now. Implemented by (ref) structs, so that the loop of <see cref="Slide"/> is compiled for each.</summary>
internal interface ISlidingState
{
    /// <summary>The event comes into the window.</summary>
    void Enter(int @event);

    /// <summary>The event, which entered before, leaves the window.</summary>
    void Leave(int @event);

    /// <summary>Writes the result for the instant <paramref name="t"/>, in microseconds.</summary>
    void Write(long t, int ordinal, ResultWriter output);
}
