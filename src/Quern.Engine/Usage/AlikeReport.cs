namespace Quern.Engine.Usage;

/// <summary>Features that carried the same values in a sample of a training set.</summary>
/// <param name="Features">Two or more columns, in the order of their names.</param>
/// <param name="Slope">What the first is to be multiplied by to get the second; null where all values are the same.</param>
/// <param name="Offset">What is to be added then.</param>
public sealed record CarriedAlike(IReadOnlyList<string> Features, double? Slope, double? Offset);

/// <summary>What a sample of a training set tells of features that carry the same.</summary>
/// <param name="Rows">How many rows the training set has.</param>
/// <param name="Sampled">How many were looked at.</param>
/// <param name="Columns">How many features.</param>
/// <param name="Constant">Those of one value alone, or none: they are like all others of the kind, and left out.</param>
/// <param name="Alike">Those that are alike: first the same, then multiples of each other.</param>
public sealed record AlikeReport(long Rows, int Sampled, int Columns, IReadOnlyList<string> Constant, IReadOnlyList<CarriedAlike> Alike)
{
    /// <summary>
    /// The share of all rows of which it can be said that, with 95 of a hundred, no more than these differ although none of the sample did: three over the number that were looked at (J. A. Hanley and
    /// A. Lippman-Hand, "If nothing goes wrong, is everything all right?", 1983); 0 when all were.
    /// </summary>
    public double MostThatDiffer => Sampled >= Rows ? 0 : 3.0 / Sampled;
}
