using System.Numerics;

namespace Quern.Aggregation.Exact;

/// <summary>The form of an <see cref="ExactSum"/> that fits no few doubles: any range, slow, and immutable, so that copies of a sum may share it.</summary>
/// <param name="Finite">The sum of the finite values, as <see cref="FixedPoint"/>.</param>
/// <param name="NonFinite">How many NaNs and infinities were added and not removed.</param>
internal sealed record WideSum(BigInteger Finite, long NonFinite)
{
    public WideSum Plus(double value, int count) => double.IsFinite(value)
        ? this with { Finite = Finite + FixedPoint.Of(value) }
        : this with { NonFinite = NonFinite + count };
}
