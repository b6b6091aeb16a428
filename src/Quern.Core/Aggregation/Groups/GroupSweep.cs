using System.Runtime.InteropServices;
using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Groups;

/// <summary>A group as the sweep of an aggregate with an argument in the lane of whole numbers or reals.</summary>
internal sealed class GroupSweep<TGroup, TValue>(TGroup empty) : AggregateSweep
    where TGroup : struct, IGroup<TGroup, TValue>
    where TValue : unmanaged
{
    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        var values = typeof(TValue) == typeof(long) ? MemoryMarshal.Cast<long, TValue>(argument.Int64s) : MemoryMarshal.Cast<double, TValue>(argument.Float64s);
        if (argument.Nulls.IsEmpty)
        {
            var slide = new GroupSlide<TGroup, TValue>(empty, trace.EventTimes, values);
            Slide.Run(trace, ref slide, output);
        }
        else
        {
            var slide = new NullableGroupSlide<TGroup, TValue>(empty, trace.EventTimes, values, argument.Nulls);
            Slide.Run(trace, ref slide, output);
        }
    }
}
