using Quern.Aggregation.Sliding;
using Quern.Time;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>Seconds from the event at one end.</summary>
internal sealed class TimeSinceSweep<TEnd> : EndSweep
    where TEnd : struct, IEnd
{
    protected override void Write(IndexSet inside, in ArgumentLane values, ReadOnlySpan<long> times, long t, int ordinal, ResultWriter output)
    {
        var outermost = TEnd.Outermost(inside);
        if (outermost < 0) output.SetNull(ordinal, FeatureStatus.NullValue);
        else output.SetDouble(ordinal, new Duration(t - times[outermost]).TotalSeconds);
    }
}
