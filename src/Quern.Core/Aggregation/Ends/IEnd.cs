using Quern.Aggregation.Sliding;
using Quern.Time;

namespace Quern.Aggregation.Ends;

/// <summary>Which end of the total order is looked at; known when code is compiled for it.</summary>
internal interface IEnd
{
    /// <summary>The event at this end, or -1.</summary>
    static abstract int Outermost(IndexSet inside);

    /// <summary>The next event towards the other end, or -1.</summary>
    static abstract int Inwards(IndexSet inside, int @event);

    static abstract bool IsOutside(Instant time, Instant other);
}

internal readonly struct First : IEnd
{
    public static int Outermost(IndexSet inside) => inside.Min;

    public static int Inwards(IndexSet inside, int @event) => inside.Successor(@event);

    public static bool IsOutside(Instant time, Instant other) => time < other;
}

internal readonly struct Last : IEnd
{
    public static int Outermost(IndexSet inside) => inside.Max;

    public static int Inwards(IndexSet inside, int @event) => inside.Predecessor(@event);

    public static bool IsOutside(Instant time, Instant other) => time > other;
}
