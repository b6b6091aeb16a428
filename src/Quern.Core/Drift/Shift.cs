namespace Quern.Drift;

/// <summary>A figure that moved further than it does by itself.</summary>
/// <param name="Signal">Which figure.</param>
/// <param name="Bucket">In which bucket.</param>
/// <param name="Expected">What was expected, in the figure's own form.</param>
/// <param name="Found">What was found, in the same.</param>
/// <param name="Step">How many robust standard deviations of its own steps it moved; below 0 for less.</param>
/// <param name="Probability">How probable such a step is while nothing is wrong, over this bucket and the one before.</param>
/// <param name="Magnitude">How much it is: for rates and distances the difference, 0 to 1; for numbers of rows and values the relative change (-0.5 is half); for levels the difference in units of the usual spread.</param>
/// <param name="Lasts">Whether it was so in the bucket before, too.</param>
public sealed record Shift(Signal Signal, int Bucket, double Expected, double Found, double Step, double Probability, double Magnitude, bool Lasts);
