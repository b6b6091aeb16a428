using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>The least or greatest value for all rows of an entity: by two stacks where events leave in the order in which they entered, otherwise by a heap.</summary>
internal sealed class ExtremeSweep<TDirection> : AggregateSweep
    where TDirection : struct, IDirection
{
    private readonly WholeExtremes<TDirection> _wholes = new();
    private int[] _events = [];
    private bool[] _left = [];

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        if (argument.Pool is { } pool) Run(new TextLane(pool, argument.Codes, argument.Nulls), trace, output);
        else if (argument.Float64s.IsEmpty && argument.Nulls.IsEmpty && trace.IsContiguous) _wholes.Run(trace, argument.Int64s, output);
        else if (argument.Float64s.IsEmpty) Run(new Int64Lane(argument.Int64s, argument.Nulls), trace, output);
        else Run(new Float64Lane(argument.Float64s, argument.Nulls), trace, output);
    }

    private void Run<TLane>(TLane lane, in WindowTrace trace, ResultWriter output)
        where TLane : struct, ILane, allows ref struct
    {
        var events = trace.EventTimes.Length;
        if (_events.Length < events) _events = new int[Math.Max(events, _events.Length * 2)];
        if (trace.IsContiguous)
        {
            var stacks = new TwoStacks<TLane, TDirection>(lane, _events);
            Slide.Run(trace, ref stacks, output);
            return;
        }

        if (_left.Length < events) _left = new bool[_events.Length];
        _left.AsSpan(0, events).Clear();
        var heap = new LazyHeap<TLane, TDirection>(lane, _events, _left);
        Slide.Run(trace, ref heap, output);
    }
}
