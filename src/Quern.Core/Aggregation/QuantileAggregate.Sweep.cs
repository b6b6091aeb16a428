using Quern.Aggregation.Ordering;
using Quern.Aggregation.Sketches;
using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Sorts the entity's distinct values once, counts those inside by rank, and finds the nearest-rank value exactly for each row. Beyond the exact bound that
/// value's bucket is the one in which the state would find it, since buckets never fall as values rise.
/// </summary>
internal sealed class QuantileSweep(ValueKind kind, NearestRank rank, int exactBound) : AggregateSweep
{
    private readonly DistinctValues _distinct = new(kind);
    private readonly RankTree _tree = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _distinct.LoadSorted(argument, trace.EventTimes.Length);
        _tree.Reset(_distinct.Count);
        var slide = new QuantileSlide(this, _distinct.Codes, _tree);
        Slide.Run(trace, ref slide, output);
    }

    private long ResultBits(int count)
    {
        var bits = _distinct.Bits(_tree.Select((int)rank.Of(count)));
        return count <= exactBound ? bits : LogBuckets.Representative(kind, LogBuckets.Of(kind, bits));
    }

    private ref struct QuantileSlide(QuantileSweep sweep, ReadOnlySpan<int> codes, RankTree tree) : ISlidingState
    {
        private readonly ReadOnlySpan<int> _codes = codes;
        private int _count;

        public void Enter(int @event)
        {
            var code = _codes[@event];
            if (code < 0) return;
            _count++;
            tree.Add(code, 1);
        }

        public void Leave(int @event)
        {
            var code = _codes[@event];
            if (code < 0) return;
            _count--;
            tree.Add(code, -1);
        }

        public readonly void Write(long t, int ordinal, ResultWriter output)
        {
            if (_count == 0) output.SetNull(ordinal, FeatureStatus.NullValue);
            else output.SetBits(ordinal, sweep.ResultBits(_count));
        }
    }
}
