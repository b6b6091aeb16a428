using Quern.Profiles;

namespace Quern.Drift;

/// <summary>A figure of one feature in one sub-population in one block of time, and how much of it is chance, since it is taken of so many rows.</summary>
/// <param name="Value">The figure; NaN where there is none.</param>
/// <param name="Variance">What it moves by chance, squared.</param>
/// <param name="Rows">Of how many rows.</param>
internal readonly record struct PopulationFigure(double Value, double Variance, long Rows)
{
    /// <summary>A mean of fewer rows in a block says nothing.</summary>
    public const int Least = 10;

    // Of a spread, what stands for none: it has no logarithm.
    private const double NoSpread = 1e-3;

    /// <summary>What is looked at of each feature in a sub-population.</summary>
    public static IReadOnlyList<FeatureFigure> All { get; } = [FeatureFigure.NullShare, FeatureFigure.Typical, FeatureFigure.Spread, FeatureFigure.Furthest];

    /// <summary>The place of a figure of a feature where all of all features stand one after the other.</summary>
    public static int PlaceOf(int feature, int figure) => (feature * All.Count) + figure;

    /// <summary>How many figures so many features have.</summary>
    public static int CountOf(int features) => PlaceOf(features, 0);

    public static PopulationFigure None { get; } = new(double.NaN, 0, 0);

    /// <summary>Of how many rows it must be now to be judged: of what is mostly zero, a few have no spread by chance.</summary>
    public static int LeastNow(FeatureFigure figure) => figure == FeatureFigure.Spread ? 2 * FeatureComparison.LeastRows : FeatureComparison.LeastRows;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => Rows > 0;

    /// <summary>The figure of a sub-population in a block.</summary>
    /// <param name="figure">Which of <see cref="All"/>.</param>
    /// <param name="rows">How many rows it has, with or without a value.</param>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="usual">What the sub-population is like in all blocks.</param>
    public static PopulationFigure Of(FeatureFigure figure, long rows, in NumberMoments numbers, in PopulationUsual usual)
    {
        if (figure == FeatureFigure.NullShare) return rows < Least ? None : new(1 - ((double)numbers.Count / rows), ((usual.Missing * rows) + 1) / (rows + 2.0) / rows, rows);
        if (numbers.Count < Least) return None;
        if (figure == FeatureFigure.Typical) return new(usual.Typical(numbers.Mean), usual.VarianceOf(numbers.Mean) / numbers.Count, numbers.Count);
        // How far the furthest goes by chance is in how far it goes by itself.
        if (figure == FeatureFigure.Furthest) return new(usual.Typical(Math.Max(Math.Abs(numbers.Min), Math.Abs(numbers.Max))), 0, numbers.Count);
        var spread = usual.Spread(usual.Mean, usual.Deviation);
        return spread == 0 ? None : new(Math.Log(Math.Max(usual.Spread(numbers.Mean, numbers.Deviation), spread * NoSpread)), 1.0 / numbers.Count, numbers.Count);
    }

    /// <summary>What all sub-populations did alike: half of the rows are in those that went further from what is usual of them, half in those that did not. One that goes its own way does not move it.</summary>
    /// <param name="steps">How far each went, and of how many rows it is; put into order.</param>
    public static double Common(Span<(double Step, long Rows)> steps)
    {
        steps.Sort(static (left, right) => left.Step.CompareTo(right.Step));
        var (all, sum) = (0L, 0L);
        foreach (var (_, rows) in steps) all += rows;
        foreach (var (step, rows) in steps)
            if (2 * (sum += rows) >= all)
                return step;
        return 0;
    }
}
