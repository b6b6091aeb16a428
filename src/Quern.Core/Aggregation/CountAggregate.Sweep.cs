using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Counts by subtraction where every event counts; otherwise one by one, since nulls may lie anywhere.</summary>
internal sealed class CountSweep : AggregateSweep
{
    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        if (argument.Nulls.IsEmpty)
        {
            for (var row = 0; row < trace.RowTimes.Length; row++) output.SetBits(trace.RowOrdinals[row], trace.Entered[row] - trace.Left[row]);
            return;
        }

        var slide = new NonNullCount(argument.Nulls);
        Slide.Run(trace, ref slide, output);
    }

    private ref struct NonNullCount(ReadOnlySpan<bool> nulls) : ISlidingState
    {
        private readonly ReadOnlySpan<bool> _nulls = nulls;
        private long _count;

        public void Enter(int @event) => _count += _nulls[@event] ? 0 : 1;

        public void Leave(int @event) => _count -= _nulls[@event] ? 0 : 1;

        public readonly void Write(long t, int ordinal, ResultWriter output) => output.SetBits(ordinal, _count);
    }
}
