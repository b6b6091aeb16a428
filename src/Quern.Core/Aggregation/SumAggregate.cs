using Quern.Aggregation.Groups;
using Quern.Aggregation.Totals;
using Quern.Values;

namespace Quern.Aggregation;

/// <summary>
/// The sum; nulls are skipped, null for none. Of whole numbers and truths (true is 1) an Int64; overflow when the whole sum does not fit 64 bits.
/// Of reals a Float64, exact and rounded once; overflow beyond its range or with a NaN or an infinity among the values.
/// </summary>
internal sealed class SumAggregate(AggregateSpec spec) : Aggregate(spec, DataType.Scalar(Lanes.IsReal(spec) ? ValueKind.Float64 : ValueKind.Int64))
{
    public override AggregateState NewState() =>
        Lanes.IsReal(Spec) ? new GroupState<RealSum, double>(this, default) : new GroupState<WholeSum, long>(this, default);

    public override AggregateSweep NewSweep() =>
        Lanes.IsReal(Spec) ? new GroupSweep<RealSum, double>(default) : new TotalSweep<SumTotal>(new GroupSweep<WholeSum, long>(default));
}
