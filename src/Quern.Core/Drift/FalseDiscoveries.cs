namespace Quern.Drift;

/// <summary>
/// Which of many tests to believe, so that of those believed only a stated share is expected to be chance (Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", 1995).
/// </summary>
public static class FalseDiscoveries
{
    /// <summary>The greatest p-value that is believed; below 0 when none is.</summary>
    /// <param name="values">The p-values of all tests that were made, in any order.</param>
    /// <param name="rate">The share of those believed that may be chance, 0 to 1.</param>
    public static double Limit(IEnumerable<double> values, double rate)
    {
        double[] sorted = [.. values.Order()];
        for (var rank = sorted.Length; rank > 0; rank--)
            if (sorted[rank - 1] <= rate * rank / sorted.Length)
                return sorted[rank - 1];
        return -1;
    }

    /// <summary>How probable it is that none of some tests says anything, by all of them together (R. J. Simes, 1986).</summary>
    /// <param name="values">The p-values of the tests, in any order; at least one.</param>
    public static double AsOne(IReadOnlyList<double> values) => values.Order().Select((value, rank) => value * values.Count / (rank + 1)).Min();
}
