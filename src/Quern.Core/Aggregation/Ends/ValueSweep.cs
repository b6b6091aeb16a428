using Quern.Aggregation.Sliding;
using Quern.Values;

namespace Quern.Aggregation.Ends;

/// <summary>The value of the event at one end.</summary>
internal sealed class ValueSweep<TEnd> : EndSweep
    where TEnd : struct, IEnd
{
    protected override void Write(IndexSet inside, in ArgumentLane values, ReadOnlySpan<long> times, long t, int ordinal, ResultWriter output)
    {
        var outermost = TEnd.Outermost(inside);
        if (outermost < 0) output.SetNull(ordinal, FeatureStatus.NullValue);
        else values.Write(outermost, ordinal, output);
    }
}
