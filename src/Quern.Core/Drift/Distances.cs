using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// How far the values of now are from those of a reference. All are 0 for equal distributions. Numbers are compared in parts of the reference with as much in each,
/// text and truth values by their frequent values, what is not among them as one.
/// </summary>
/// <param name="Stability">The population stability index: the sum of (p - q) ln(p / q) over the parts; from 0 up.</param>
/// <param name="JensenShannon">The Jensen-Shannon distance, the square root of the divergence in bits: 0 to 1.</param>
/// <param name="KolmogorovSmirnov">The greatest difference between the two cumulative distributions: 0 to 1; for text the greatest difference of a category's share.</param>
/// <param name="Wasserstein">How far a value has moved on average, in standard deviations of the reference; 0 for text; infinite where the reference does not vary.</param>
/// <param name="ChiSquare">The chi-square statistic of the parts over the number of rows: 0 up.</param>
/// <param name="Parts">How many parts there were.</param>
public sealed record Distances(double Stability, double JensenShannon, double KolmogorovSmirnov, double Wasserstein, double ChiSquare, int Parts)
{
    /// <summary>What two empty distributions are apart.</summary>
    public static Distances None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>How far <paramref name="now"/> is from <paramref name="reference"/>, which is cut into its parts for this once; null where one of them has no values to compare.</summary>
    public static Distances? Between(ValueProfile reference, ValueProfile now)
    {
        var distances = new ReferenceParts(reference).To(now);
        if (distances is null || ValueParts.IsCategorical(reference.Type)) return distances;
        var (greatest, moved) = Cumulative(reference.Distribution, now.Distribution);
        return distances with { KolmogorovSmirnov = greatest, Wasserstein = moved == 0 ? 0 : moved / reference.Measure.Deviation };
    }

    /// <summary>How far one distribution over the same categories is from another; the weights need not sum to anything. Null where one has none.</summary>
    public static Distances? Between(ReadOnlySpan<double> reference, ReadOnlySpan<double> now)
    {
        var (before, after) = (Sum(reference), Sum(now));
        if (before == 0 || after == 0) return null;
        var (stability, divergence, greatest, chi) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < reference.Length; i++)
        {
            // Half a row where there is none keeps the logarithm finite.
            var (p, q) = (Math.Max(reference[i], 0.5) / before, Math.Max(now[i], 0.5) / after);
            var (r, s) = (reference[i] / before, now[i] / after);
            if (reference[i] > 0 || now[i] > 0) stability += (q - p) * Math.Log(q / p);
            divergence += (Share(r, (r + s) / 2) + Share(s, (r + s) / 2)) / 2;
            greatest = Math.Max(greatest, Math.Abs(r - s));
            chi += (s - p) * (s - p) / p;
        }

        return new(stability, Math.Sqrt(Math.Max(0, divergence)), greatest, 0, chi, reference.Length);
    }

    /// <summary>The greatest difference of two cumulative distributions, 0 to 1, and how far a value has moved on average, in the values' own unit; both have values, ascending.</summary>
    internal static (double Greatest, double Moved) Cumulative(IReadOnlyList<(double Value, long Weight)> left, IReadOnlyList<(double Value, long Weight)> right)
    {
        var (leftTotal, rightTotal) = (left.Sum(part => (double)part.Weight), right.Sum(part => (double)part.Weight));
        var (greatest, moved, before, difference) = (0.0, 0.0, double.NaN, 0.0);
        for (var (i, j) = (0, 0); i < left.Count || j < right.Count;)
        {
            // Between two values the cumulative shares stay as they are.
            var value = j == right.Count || (i < left.Count && left[i].Value <= right[j].Value) ? left[i].Value : right[j].Value;
            if (difference != 0) moved += Math.Abs(difference) * (value - before);
            for (; i < left.Count && left[i].Value == value; i++) difference += left[i].Weight / leftTotal;
            for (; j < right.Count && right[j].Value == value; j++) difference -= right[j].Weight / rightTotal;
            // Sums of shares end at 0 but for their last bits.
            if (Math.Abs(difference) < 1e-12) difference = 0;
            greatest = Math.Max(greatest, Math.Abs(difference));
            before = value;
        }

        return (greatest, moved);
    }

    private static double Share(double part, double whole) => part == 0 ? 0 : part * Math.Log2(part / whole);

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
