using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Decay;

/// <summary>
/// Decayed aggregates for all rows of an entity: one exact sum for all events inside, brought from row to row to the half-life of the instant asked for.
/// The trace must let no event in that is older than 64 half-lives at the row.
/// </summary>
internal sealed class DecaySweep(AggregateSpec spec, bool mean) : AggregateSweep
{
    private readonly DecayClock _clock = new(spec.HalfLife);
    private readonly bool _mean = mean;
    private double[] _weighted = [];
    private double[] _weights = [];

    /// <summary>Whether an event has been taken in, or has left before it was.</summary>
    private bool[] _settled = [];

    private int[] _entering = [];

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        var events = trace.EventTimes.Length;
        if (_settled.Length < events) Grow(Math.Max(events, _settled.Length * 2));
        for (var i = 0; i < events; i++)
        {
            _weights[i] = _clock.EventFraction(trace.EventTimes[i], _clock.Epoch(trace.EventTimes[i]));
            _weighted[i] = _weights[i] * (argument.Float64s.IsEmpty ? argument.Int64s[i] : argument.Float64s[i]);
        }

        if (!_mean) Array.Clear(_weights, 0, events);
        var slide = new DecaySlide(this, trace.EventTimes, argument.Nulls);
        Slide.Run(trace, ref slide, output);
    }

    private void Grow(int capacity)
    {
        _weighted = new double[capacity];
        _weights = new double[capacity];
        _settled = new bool[capacity];
        _entering = new int[capacity];
    }

    /// <summary>
    /// What enters is taken in only when the row is written, after all that leaves at that row has left, so that the events summed never span more than a window:
    /// between rows far apart the powers of two could differ without bounds.
    /// </summary>
    private ref struct DecaySlide(DecaySweep sweep, ReadOnlySpan<long> times, ReadOnlySpan<bool> nulls) : ISlidingState
    {
        private readonly ReadOnlySpan<long> _times = times;
        private readonly ReadOnlySpan<bool> _nulls = nulls;
        private DecayedSums _sums;
        private long _epoch;
        private int _waiting;
        private int _count;

        public void Enter(int @event)
        {
            if (_nulls.IsEmpty || !_nulls[@event]) sweep._entering[_waiting++] = @event;
            sweep._settled[@event] = false;
        }

        public void Leave(int @event)
        {
            if (!_nulls.IsEmpty && _nulls[@event]) return;
            if (!sweep._settled[@event])
            {
                sweep._settled[@event] = true;
                return;
            }

            var age = (int)(sweep._clock.Epoch(_times[@event]) - _epoch);
            _sums.Remove(sweep._weighted[@event], sweep._weights[@event], age);
            _count--;
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            var epoch = sweep._clock.Epoch(t);
            if (_count == 0) _sums = default;
            else if (epoch != _epoch) _sums.Scale((int)(_epoch - epoch));
            _epoch = epoch;
            for (var i = 0; i < _waiting; i++) TakeIn(sweep._entering[i]);
            _waiting = 0;
            if (_count == 0)
            {
                output.SetNull(ordinal, FeatureStatus.NullValue);
                return;
            }

            var status = sweep._mean ? _sums.Mean(out var bits) : _sums.Sum(sweep._clock.InstantFraction(t, epoch), 0, out bits);
            if (status == FeatureStatus.Present) output.SetBits(ordinal, bits);
            else output.SetNull(ordinal, status);
        }

        private void TakeIn(int @event)
        {
            if (sweep._settled[@event]) return;
            sweep._settled[@event] = true;
            var age = (int)(sweep._clock.Epoch(_times[@event]) - _epoch);
            _sums.Add(sweep._weighted[@event], sweep._weights[@event], age);
            _count++;
        }
    }
}
