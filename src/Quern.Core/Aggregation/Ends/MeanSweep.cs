using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>The mean of the values of the n events at one end: walks inwards for each row.</summary>
internal sealed class MeanSweep<TEnd>(int n, MeanAggregate mean) : EndSweep
    where TEnd : struct, IEnd
{
    private readonly ValueKind _kind = mean.Spec.Argument!.Value;

    protected override void Write(IndexSet inside, in ArgumentLane values, ReadOnlySpan<long> times, long t, int ordinal, ResultWriter output)
    {
        var state = mean.NewState();
        var @event = TEnd.Outermost(inside);
        for (var rest = n; rest > 0 && @event >= 0; rest--, @event = TEnd.Inwards(inside, @event)) state.Add(new(new(times[@event]), default, values.Value(@event, _kind)));
        var result = state.Result(new(t));
        output.Set(ordinal, result.Value, result.Status);
    }
}
