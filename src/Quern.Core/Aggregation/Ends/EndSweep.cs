using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>Keeps the numbers of the events inside whose argument is not null, so that those at an end are found whatever the order in which events leave.</summary>
internal abstract class EndSweep : AggregateSweep
{
    private readonly IndexSet _inside = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new EndSlide(this, new(argument), trace.EventTimes);
        Slide.Run(trace, ref slide, output);
    }

    /// <summary>Writes the result for the instant <paramref name="t"/>, in microseconds.</summary>
    protected abstract void Write(IndexSet inside, in ArgumentLane values, ReadOnlySpan<long> times, long t, int ordinal, ResultWriter output);

    private readonly ref struct EndSlide(EndSweep sweep, ArgumentLane values, ReadOnlySpan<long> times) : ISlidingState
    {
        private readonly IndexSet _inside = sweep._inside;
        private readonly ArgumentLane _values = values;
        private readonly ReadOnlySpan<long> _times = times;

        public void Enter(int @event)
        {
            if (!_values.IsNull(@event)) _inside.Add(@event);
        }

        public void Leave(int @event)
        {
            if (!_values.IsNull(@event)) _inside.Remove(@event);
        }

        public void Write(long t, int ordinal, ResultWriter output) => sweep.Write(_inside, _values, _times, t, ordinal, output);
    }
}
