namespace Quern.Drift;

/// <summary>What of a feature is held against its reference.</summary>
public enum FeatureFigure
{
    /// <summary>How its values lie: Jensen-Shannon distance to the reference.</summary>
    Shape,

    /// <summary>Whether they are greater or less: how often a value is above one of the reference, 0 to 1; a half when they are alike.</summary>
    Level,

    /// <summary>The share of rows without a value, or with one that is NaN or infinite, which is served as none.</summary>
    NullShare,

    /// <summary>The share of values that the reference does not have, where it is known which it has.</summary>
    NewValues,

    /// <summary>The share of numbers that are less or greater than all of the reference.</summary>
    Beyond,

    /// <summary>The number of distinct values, as a logarithm.</summary>
    Cardinality,

    /// <summary>Of a sub-population: the typical number, measured in the feature's size and as its inverse hyperbolic sine, which is like a logarithm far from zero.</summary>
    Typical,

    /// <summary>Of a sub-population: how far the same numbers spread, as a logarithm.</summary>
    Spread,

    /// <summary>Of a sub-population: how far from zero the furthest number is, measured like the typical one.</summary>
    Furthest,
}

/// <summary>One test of a feature.</summary>
/// <param name="Figure">Of what.</param>
/// <param name="Expected">What the blocks of the reference let expect.</param>
/// <param name="Found">What was found.</param>
/// <param name="Step">How many robust standard deviations of the reference's own blocks it is away; below 0 for less.</param>
/// <param name="Probability">How probable such a step is when nothing is wrong, 0 to 1.</param>
public sealed record FeatureTest(FeatureFigure Figure, double Expected, double Found, double Step, double Probability)
{
    /// <summary>Of a typical value and the furthest one, what they are measured in: about how far from zero numbers of the feature are. Otherwise 1.</summary>
    public double Size { get; init; } = 1;

    /// <summary>Of a typical value and the furthest one: what was expected, as a number of the feature.</summary>
    public double ExpectedNumber => Math.Sinh(Expected) * Size;

    /// <summary>Of a typical value and the furthest one: what was found, as a number of the feature.</summary>
    public double FoundNumber => Math.Sinh(Found) * Size;

    /// <summary>How much it is, from 0: the difference of shares, distances and orders, of typical and furthest values that of logarithms; of numbers of distinct values and of spreads the relative change.</summary>
    public double Magnitude => Figure is FeatureFigure.Cardinality or FeatureFigure.Spread ? Math.Abs(Math.Exp(Math.Clamp(Found - Expected, -50, 50)) - 1)
        : Math.Abs(Found - Expected);

    /// <summary>The same, so that figures of different kinds can be put in an order: 0 to 1. A number of distinct values says less than where they are.</summary>
    public double Weight => Math.Min(1, Magnitude) * (Figure == FeatureFigure.Cardinality ? 0.5 : 1);

    /// <summary>Whether anybody would act on it: with millions of rows every difference is sure.</summary>
    public bool Matters => Magnitude >= Figure switch
    {
        FeatureFigure.Shape or FeatureFigure.Beyond => 0.05,
        FeatureFigure.Level => 0.03,
        FeatureFigure.Cardinality => 0.3,
        FeatureFigure.Typical => 0.25,
        // The same value again and again.
        FeatureFigure.Spread => 0.9,
        // Seven times as far: it is one row, and single rows go to twice as far by themselves.
        FeatureFigure.Furthest => 2,
        _ => 0.005,
    };
}
