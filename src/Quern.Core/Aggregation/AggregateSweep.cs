using Quern.Values;

namespace Quern.Aggregation;

/// <summary>One aggregate over one window, for all rows of one entity in a single pass over its events. Reusable, by one thread.</summary>
public abstract class AggregateSweep
{
    /// <summary>Whether it can make use of <see cref="SweepArgument.Totals"/>.</summary>
    internal virtual bool UsesTotals => false;

    /// <summary>Writes the result of each row of <paramref name="trace"/> to <paramref name="output"/> at that row's ordinal.</summary>
    /// <param name="trace">Which events are in the window at each row.</param>
    /// <param name="argument">The aggregate's argument for each event, by event index; has no values for an aggregate without argument.</param>
    /// <param name="output">Where results go.</param>
    public abstract void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output);
}
