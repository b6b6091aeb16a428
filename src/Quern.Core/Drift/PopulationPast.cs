using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// How far one figure of one feature in one sub-population goes by itself, learnt from the blocks of the reference. A block of few rows moves more by chance alone, so each step is measured in what chance
/// and the sub-population's own unrest together give so many rows (method of moments); beyond the 80th percentile of these an exponential tail is fitted (<see cref="Calibration"/>).
/// </summary>
/// <param name="usual">What the figure is, as a median of the blocks; a share of rows without a value that of all rows.</param>
/// <param name="unrest">What the figure moves by beyond chance, squared.</param>
/// <param name="calibration">How probable a step is, in standard deviations of chance and unrest.</param>
internal sealed class PopulationPast(double usual, double unrest, Calibration calibration)
{
    // Of what was always the same, a step of less than a thousandth is none.
    private const double LeastVariance = 1e-6;

    /// <summary>What the figure is when nothing is wrong.</summary>
    public double Usual => usual;

    /// <summary>Learns from blocks; null where there are too few.</summary>
    /// <param name="usual">What the figure is when nothing is wrong.</param>
    /// <param name="blocks">The figure by block, and what all sub-populations did alike in it.</param>
    /// <param name="all">To which the steps are added, in standard deviations.</param>
    public static PopulationPast? Learn(double usual, IEnumerable<(PopulationFigure Figure, double Common)> blocks, List<double> all)
    {
        (double Step, double Chance)[] steps = [.. blocks.Where(block => block.Figure.IsThere).Select(block => (block.Figure.Value - usual - block.Common, block.Figure.Variance))];
        if (steps.Length < Calibration.Least) return null;
        var unrest = Math.Max(0, steps.Average(block => (block.Step * block.Step) - block.Chance)) * Slowness(steps);
        double[] sizes = [.. steps.Select(block => block.Step / Deviation(unrest, block.Chance))];
        if (Calibration.OfDifferences(sizes, noise: 1) is not { } learnt) return null;
        all.AddRange(sizes.Select(Math.Abs));
        return new(usual, unrest, learnt);
    }

    /// <summary>The test of the figure as it is now.</summary>
    /// <param name="figure">Of what.</param>
    /// <param name="now">What it is now.</param>
    /// <param name="common">What all sub-populations did alike.</param>
    /// <param name="size">About how far from zero numbers of the feature are.</param>
    /// <param name="tail">How wild all sub-populations together are.</param>
    public FeatureTest Test(FeatureFigure figure, in PopulationFigure now, double common, double size, PopulationTail tail)
    {
        var expected = usual + common;
        // A share stays one.
        if (figure == FeatureFigure.NullShare) expected = Math.Clamp(expected, 0, 1);
        // One that stayed where it is while all others moved did nothing: what counts is the lesser of both ways.
        if ((now.Value - usual) * (now.Value - expected) <= 0) expected = now.Value;
        else if (Math.Abs(now.Value - usual) < Math.Abs(now.Value - expected)) expected = usual;
        var away = (now.Value - expected) / Deviation(unrest, now.Variance);
        if (figure == FeatureFigure.Furthest) away = Math.Max(0, away);
        var step = calibration.Step(away);
        return new(figure, expected, now.Value, step, Math.Max(calibration.Probability(step), tail.Probability(away))) { Size = size };
    }

    public void Write(List<byte> bytes)
    {
        ProfileBytes.AppendReal(bytes, usual);
        ProfileBytes.AppendReal(bytes, unrest);
        calibration.Write(bytes);
    }

    public static PopulationPast Read(ref ReadOnlySpan<byte> bytes)
    {
        var (usual, unrest) = (ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes));
        return new(usual, unrest, Calibration.Read(ref bytes));
    }

    // By how much the variance of a mean of such blocks is greater than that of independent ones.
    private static double Slowness((double Step, double Chance)[] steps)
    {
        var (squares, products) = (steps.Sum(block => block.Step * block.Step), 0.0);
        for (var at = 1; at < steps.Length; at++) products += steps[at].Step * steps[at - 1].Step;
        var alike = squares == 0 ? 0 : Math.Clamp(products / squares, 0, 1 - (2.0 / steps.Length));
        return (1 + alike) / (1 - alike);
    }

    private static double Deviation(double unrest, double chance) => Math.Sqrt(Math.Max(unrest + chance, LeastVariance));
}
