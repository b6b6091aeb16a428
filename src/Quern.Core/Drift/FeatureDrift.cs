using Quern.Profiles;

namespace Quern.Drift;

/// <summary>What came of comparing a feature with its reference.</summary>
public enum FeatureComparisonState
{
    /// <summary>It was compared.</summary>
    Compared,

    /// <summary>There are too few rows now to say anything.</summary>
    TooFewRows,

    /// <summary>The reference has too few blocks to know how far the feature goes by itself: distances are told, and no verdict.</summary>
    TooLittlePast,

    /// <summary>The reference has it as another type.</summary>
    OtherType,

    /// <summary>The reference does not have it.</summary>
    NotInReference,

    /// <summary>The reference has it, and what is looked at does not.</summary>
    NotThere,
}

/// <summary>A feature held against its reference.</summary>
/// <param name="Name">The feature.</param>
/// <param name="IsFeature">Whether it is a feature; otherwise a join key or a request field.</param>
/// <param name="State">What came of it.</param>
/// <param name="Reference">What it was like; null where the reference does not have it.</param>
/// <param name="Now">What it is like; null where it is not there.</param>
public sealed record FeatureDrift(string Name, bool IsFeature, FeatureComparisonState State, ValueProfile? Reference, ValueProfile? Now)
{
    /// <summary>How many blocks of the reference there were to learn from.</summary>
    public int Learnt { get; init; }

    /// <summary>How far its values are from those of the reference; null where one of the two has none to compare.</summary>
    public Distances? Distances { get; init; }

    /// <summary>The Jensen-Shannon distance that 95 of 100 blocks of the reference stay below; NaN where there are none.</summary>
    public double Usual { get; init; } = double.NaN;

    /// <summary>How far a value has moved on average, in the feature's own unit (Wasserstein distance); 0 for text.</summary>
    public double Moved { get; init; }

    /// <summary>Which share of the values now is above the reference's 99th percentile, 0 to 1.</summary>
    public double AboveUsual { get; init; }

    /// <summary>Which share of the values now is below the reference's 1st percentile, 0 to 1.</summary>
    public double BelowUsual { get; init; }

    /// <summary>The category whose share changed most, with its share before and now; null for numbers.</summary>
    public (string Name, double Before, double Now)? Category { get; init; }

    /// <summary>The tests that were made of it; empty unless it was compared.</summary>
    public IReadOnlyList<FeatureTest> Tests { get; init; } = [];

    /// <summary>Those of them that are to be believed among all tests of all features, the greatest first.</summary>
    public IReadOnlyList<FeatureTest> Believed { get; init; } = [];

    /// <summary>The sub-populations in which it is not as the reference was, those first that say something of their own.</summary>
    public IReadOnlyList<PopulationDrift> Populations { get; init; } = [];

    /// <summary>Whether it is not as the reference was, as a whole or in a sub-population.</summary>
    public bool HasDrifted => Believed.Count > 0 || Populations.Count > 0;

    /// <summary>The share of rows without a value, 0 to 1. One that is NaN or infinite is none: it is told as a null where it is served.</summary>
    public static double Missing(ValueProfile profile) => profile.Rows == 0 ? 0 : (double)(profile.Nulls + profile.NotFinite) / profile.Rows;

    /// <summary>How bad it is, from 0 to about 1: the greatest difference that is believed, that of a sub-population by half.</summary>
    public double Severity => Math.Max(Believed.Select(test => test.Weight).DefaultIfEmpty().Max(), Populations.Select(population => population.Severity).DefaultIfEmpty().Max());
}
