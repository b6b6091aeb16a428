using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Counts the events inside by value, and writes out the values inside in their order.</summary>
internal sealed class HistogramSweep(ValueKind kind, int bound) : AggregateSweep
{
    private readonly SlidingCounts _counts = new(kind);
    private readonly EncodedItems _items = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _counts.Load(argument, trace.EventTimes.Length);
        var slide = new HistogramSlide(_counts, _items, bound);
        Slide.Run(trace, ref slide, output);
    }

    private readonly struct HistogramSlide(SlidingCounts counts, EncodedItems items, int bound) : ISlidingState
    {
        public void Enter(int @event) => counts.Enter(@event);

        public void Leave(int @event) => counts.Leave(@event);

        public void Write(long t, int ordinal, ResultWriter output)
        {
            if (counts.Distinct > bound)
            {
                output.SetNull(ordinal, FeatureStatus.TooManyValues);
                return;
            }

            for (var code = counts.First; code >= 0; code = counts.After(code)) counts.Append(code, items);
            items.Flush(ordinal, output);
        }
    }
}
