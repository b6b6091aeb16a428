using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>The values of the n events at one end, the outermost first: walks inwards for each row.</summary>
internal sealed class ValuesSweep<TEnd>(int n) : EndSweep
    where TEnd : struct, IEnd
{
    private readonly EncodedItems _items = new();

    protected override void Write(IndexSet inside, in ArgumentLane values, ReadOnlySpan<long> times, long t, int ordinal, ResultWriter output)
    {
        var @event = TEnd.Outermost(inside);
        for (var rest = n; rest > 0 && @event >= 0; rest--, @event = TEnd.Inwards(inside, @event)) values.Append(@event, _items);
        _items.Flush(ordinal, output);
    }
}
