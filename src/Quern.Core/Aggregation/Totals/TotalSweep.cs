using Quern.Values;

namespace Quern.Aggregation.Totals;

/// <summary>An aggregate of the sum and the count of whole numbers, from running totals; where those would leave 64 bits, from a sweep of 128.</summary>
internal sealed class TotalSweep<TTotal>(AggregateSweep otherwise) : AggregateSweep
    where TTotal : struct, ITotal
{
    internal override bool UsesTotals => true;

    public override void Run(in WindowTrace trace, in SweepArgument argument, ResultWriter output)
    {
        var totals = argument.Totals;
        if (totals.IsEmpty)
        {
            otherwise.Run(trace, argument, output);
            return;
        }

        var entered = trace.Entered;
        var left = trace.Left;
        var ordinals = trace.RowOrdinals;
        for (var row = 0; row < ordinals.Length; row++)
        {
            var (head, tail) = (entered[row], left[row]);
            var status = TTotal.Result(totals.Sum(head, tail), totals.Count(head, tail), out var bits);
            if (status == FeatureStatus.Present) output.SetBits(ordinals[row], bits);
            else output.SetNull(ordinals[row], status);
        }
    }
}
