namespace Quern.Testing;

/// <summary>An expected real that need not be met to the last bit: <c>new { mean_delay_1h = new Near(10.33, 0.01) }</c>.</summary>
/// <param name="Value">What is expected.</param>
/// <param name="Within">How far the actual value may be from it, the limit included.</param>
public sealed record Near(double Value, double Within)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value} ± {Within}");
}
