using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// Counts the events inside by value, and the values of which there are any. The registers are built when a window first goes beyond the exact bound,
/// and kept up to date from then on.
/// </summary>
internal sealed class DistinctCountSweep(ValueKind kind, int exactBound) : AggregateSweep
{
    private readonly DistinctValues _distinct = new(kind);
    private int[] _inside = [];
    private SlidingRegisters? _registers;

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _distinct.Load(argument, trace.EventTimes.Length);
        if (_inside.Length < _distinct.Count) _inside = new int[Math.Max(_distinct.Count, _inside.Length * 2)];
        Array.Clear(_inside, 0, _distinct.Count);
        var slide = new DistinctCountSlide(this, _distinct.Codes, _inside, exactBound);
        Slide.Run(trace, ref slide, output);
    }

    private SlidingRegisters LoadRegisters()
    {
        _registers ??= new();
        _registers.Load(_distinct, _inside);
        return _registers;
    }

    private ref struct DistinctCountSlide(DistinctCountSweep sweep, ReadOnlySpan<int> codes, Span<int> inside, int bound) : ISlidingState
    {
        private readonly ReadOnlySpan<int> _codes = codes;
        private readonly Span<int> _inside = inside;
        private int _count;
        private SlidingRegisters? _registers;

        public void Enter(int @event)
        {
            var code = _codes[@event];
            if (code < 0 || _inside[code]++ > 0) return;
            _count++;
            _registers?.Arrive(code);
        }

        public void Leave(int @event)
        {
            var code = _codes[@event];
            if (code < 0 || --_inside[code] > 0) return;
            _count--;
            _registers?.Depart(code, _inside);
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            if (_count <= bound)
            {
                output.SetBits(ordinal, _count);
                return;
            }

            _registers ??= sweep.LoadRegisters();
            output.SetBits(ordinal, Math.Max(bound + 1L, _registers.Estimate()));
        }
    }
}
