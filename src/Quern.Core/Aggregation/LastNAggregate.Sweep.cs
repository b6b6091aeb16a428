using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Keeps the numbers of the non-null events inside, and walks from the last of them for each row.</summary>
internal sealed class LastNSweep(int n) : AggregateSweep
{
    private readonly IndexSet _inside = new();
    private readonly EncodedItems _items = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new LastNSlide(new(argument), _inside, _items, n);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct LastNSlide(ArgumentLane values, IndexSet inside, EncodedItems items, int n) : ISlidingState
    {
        private readonly ArgumentLane _values = values;

        public void Enter(int @event)
        {
            if (!_values.IsNull(@event)) inside.Add(@event);
        }

        public void Leave(int @event)
        {
            if (!_values.IsNull(@event)) inside.Remove(@event);
        }

        public void Write(long t, int ordinal, ResultWriter output)
        {
            var @event = inside.Max;
            for (var rest = n; rest > 0 && @event >= 0; rest--, @event = inside.Predecessor(@event)) _values.Append(@event, items);
            items.Flush(ordinal, output);
        }
    }
}
