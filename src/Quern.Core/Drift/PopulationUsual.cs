using Quern.Profiles;

namespace Quern.Drift;

/// <summary>What one feature is like in one sub-population in all blocks.</summary>
/// <param name="Missing">The share of rows without a value.</param>
/// <param name="Mean">The mean of the numbers, as inverse hyperbolic sines.</param>
/// <param name="Deviation">How far the same spread within a block.</param>
/// <param name="Size">About how far from zero numbers of the feature are in all sub-populations.</param>
internal readonly record struct PopulationUsual(double Missing, double Mean, double Deviation, double Size)
{
    /// <summary>
    /// The number that a mean of inverse hyperbolic sines stands for, measured in the feature's own size: a step from -1 to 1 is much for what is about 1, and nothing for what is about 1,000. Beyond that size it is
    /// like a logarithm.
    /// </summary>
    public double Typical(double mean) => Math.Asinh(Math.Sinh(mean) / Size);

    /// <summary>How far such numbers spread, measured alike.</summary>
    public double Spread(double mean, double deviation) => (Typical(mean + deviation) - Typical(mean - deviation)) / 2;

    /// <summary>How much one row with such a mean moves that number, squared: not less than it usually does, since what is near zero looks calm.</summary>
    public double VarianceOf(double mean) => Deviation * Deviation * Math.Pow(Math.Max(Slope(mean), Slope(Mean)), 2);

    /// <summary>About how far from zero some numbers are, of which the moments of their inverse hyperbolic sines are known; 1 for nothing but zeros.</summary>
    public static double SizeOf(in NumberMoments numbers) => Math.Sinh(Math.Sqrt((numbers.Mean * numbers.Mean) + (numbers.Deviation * numbers.Deviation))) is > 0 and var size ? size : 1;

    private double Slope(double mean) => Math.Cosh(mean) / Math.Sqrt((Size * Size) + (Math.Sinh(mean) * Math.Sinh(mean)));
}
