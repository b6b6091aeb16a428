using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>Keeps the numbers of the non-null events inside, and walks from the first of them for each row.</summary>
internal sealed class FirstNSweep(int n) : AggregateSweep
{
    private readonly IndexSet _inside = new();
    private readonly EncodedItems _items = new();

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        _inside.Reset(trace.EventTimes.Length);
        var slide = new FirstNSlide(new(argument), _inside, _items, n);
        Slide.Run(trace, ref slide, output);
    }

    private readonly ref struct FirstNSlide(ArgumentLane values, IndexSet inside, EncodedItems items, int n) : ISlidingState
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
            var @event = inside.Min;
            for (var rest = n; rest > 0 && @event >= 0; rest--, @event = inside.Successor(@event)) _values.Append(@event, items);
            items.Flush(ordinal, output);
        }
    }
}
