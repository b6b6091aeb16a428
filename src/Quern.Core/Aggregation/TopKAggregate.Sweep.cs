using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Counts the events inside by value, and for each row goes through the values inside, of which there are at most the bound, to pick the k most frequent.</summary>
internal sealed class TopKSweep(ValueKind kind, int k, int bound) : AggregateSweep
{
    private readonly SlidingCounts _counts = new(kind);
    private readonly EncodedItems _items = new();
    private readonly int[] _best = new int[Math.Min(k, bound)];

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _counts.Load(argument, trace.EventTimes.Length);
        var slide = new TopKSlide(_counts, _items, _best, bound);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct TopKSlide(SlidingCounts counts, EncodedItems items, Span<int> best, int bound) : ISlidingState
    {
        private readonly Span<int> _best = best;

        public void Enter(int @event) => counts.Enter(@event);

        public void Leave(int @event) => counts.Leave(@event);

        public void Write(long t, int ordinal, ResultWriter output)
        {
            if (counts.Distinct > bound)
            {
                output.SetNull(ordinal, FeatureStatus.TooManyValues);
                return;
            }

            foreach (var code in _best[..Rank()]) counts.Append(code, items);
            items.Flush(ordinal, output);
        }

        // Values come in their order, so one goes behind all that occur as often.
        private int Rank()
        {
            var ranked = 0;
            for (var code = counts.First; code >= 0; code = counts.After(code))
            {
                var count = counts.CountOf(code);
                if (ranked == _best.Length && counts.CountOf(_best[^1]) >= count) continue;
                if (ranked < _best.Length) ranked++;
                var place = ranked - 1;
                for (; place > 0 && counts.CountOf(_best[place - 1]) < count; place--) _best[place] = _best[place - 1];
                _best[place] = code;
            }

            return ranked;
        }
    }
}
