using Quern.Values;

namespace Quern.Aggregation.Extremes;

/// <summary>
/// <see cref="TwoStacks{TLane,TDirection}"/> for whole numbers of which none is null, with the values themselves in place of events: stretches of events enter at a time,
/// and the only branch is whether older ones are used up. A window with events in it always has an extreme, so the value that loses to all others can stand for none.
/// </summary>
internal sealed class WholeExtremes<TDirection>
    where TDirection : struct, IDirection
{
    private long[] _best = [];

    private static long None => TDirection.IsLeast ? long.MaxValue : long.MinValue;

    public void Run(in WindowTrace trace, ReadOnlySpan<long> values, ResultWriter output)
    {
        if (_best.Length < values.Length) _best = GC.AllocateUninitializedArray<long>(Math.Max(values.Length, _best.Length * 2));
        var heads = trace.Entered;
        var tails = trace.Left;
        var ordinals = trace.RowOrdinals;
        var best = _best;
        var (entered, boundary, newest) = (0, 0, None);
        for (var row = 0; row < ordinals.Length; row++)
        {
            var (head, tail) = (heads[row], tails[row]);
            if (tail >= entered) (entered, boundary, newest) = (tail, tail, None);
            for (; entered < head; entered++) newest = Better(newest, values[entered]);
            if (tail == head)
            {
                output.SetNull(ordinals[row], FeatureStatus.NullValue);
                continue;
            }

            if (tail > boundary)
            {
                var running = None;
                for (var i = head - 1; i >= tail; i--) best[i] = running = Better(running, values[i]);
                (boundary, newest) = (head, None);
            }

            output.SetBits(ordinals[row], tail < boundary ? Better(best[tail], newest) : newest);
        }
    }

    private static long Better(long left, long right) => TDirection.IsLeast ? Math.Min(left, right) : Math.Max(left, right);
}
