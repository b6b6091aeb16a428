using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// Holds a feature as it is now against what it was. How far it goes by itself is learnt from the blocks of the reference, each of which is held against the whole in the same way: what no block does is
/// told. A block of few rows is further away by chance alone; so far as that goes, each is taken as if it had as many rows as there are now.
/// </summary>
/// <param name="reference">What it was like.</param>
public sealed class FeatureComparison(FeatureReference reference)
{
    /// <summary>A mean of fewer rows says little, and a rate less.</summary>
    public const int LeastRows = 30;

    private const double Usually = 0.95;

    // Of a sample without any drift: the square of the Jensen-Shannon distance is (parts - 1) / (8 ln 2 rows) on average, and the distance itself varies by 0.71 of sqrt(1 / (8 ln 2 rows)).
    private const double Bits = 8 * 0.6931471805599453;
    private const double Variation = 0.71;

    private readonly double[] _whole = reference.WholeParts();

    /// <summary>Compares.</summary>
    /// <param name="now">What it is like now.</param>
    public FeatureDrift With(ValueProfile now)
    {
        var state = now.Type != reference.Whole.Type ? FeatureComparisonState.OtherType : now.Rows < LeastRows ? FeatureComparisonState.TooFewRows : FeatureComparisonState.Compared;
        var drift = new FeatureDrift(reference.Name, reference.IsFeature, state, reference.Whole, now);
        if (state == FeatureComparisonState.OtherType) return drift;
        ReferenceBlock[] blocks = [.. reference.Blocks.Where(block => block.Rows >= LeastRows)];
        drift = drift with { Learnt = blocks.Length };
        // Of instants nothing but whether they are there is compared.
        var parts = reference.Whole.Type is { IsFixedWidth: true, Kind: ValueKind.Timestamp } ? [] : reference.Cut(now);
        var values = Distances.Between(_whole, parts) is { } distances ? new ComparedValues(parts, distances, [.. Shapes(blocks, now.Sampled).Order()]) : null;
        if (values is not null) drift = Measure(drift, now, values);
        if (state != FeatureComparisonState.Compared) return drift;
        return blocks.Length < Calibration.Least ? drift with { State = FeatureComparisonState.TooLittlePast } : drift with { Tests = [.. Tests(now, values, blocks).OfType<FeatureTest>()] };
    }

    private FeatureDrift Measure(FeatureDrift drift, ValueProfile now, ComparedValues values)
    {
        var (whole, usual) = (reference.Whole, values.Shapes);
        drift = drift with { Distances = values.Distances, Usual = usual.Length == 0 ? double.NaN : usual[(int)Math.Min(usual.Length - 1, usual.Length * Usually)] };
        if (ValueParts.IsCategorical(whole.Type)) return drift with { Category = Moved(values.Parts) };
        var (low, high, (greatest, moved)) = (whole.Quantile(0.01), whole.Quantile(0.99), Distances.Cumulative(whole.Distribution, now.Distribution));
        return drift with
        {
            Distances = values.Distances with { KolmogorovSmirnov = greatest, Wasserstein = moved == 0 ? 0 : moved / whole.Measure.Deviation },
            Moved = moved,
            AboveUsual = Share(now, value => value > high),
            BelowUsual = Share(now, value => value < low),
        };
    }

    private IEnumerable<FeatureTest?> Tests(ValueProfile now, ComparedValues? values, ReferenceBlock[] blocks)
    {
        var whole = reference.Whole;
        yield return Rate(FeatureFigure.NullShare, FeatureDrift.Missing(whole), FeatureDrift.Missing(now), now.Rows, blocks.Select(block => (double)block.Nulls / block.Rows));
        if (values is not var (parts, distances, shapes) || now.Sampled < LeastRows) yield break;
        ReferenceBlock[] filled = [.. blocks.Where(block => block.Values >= LeastRows)];
        yield return Test(FeatureFigure.Shape, distances.JensenShannon, shapes, Variation / Math.Sqrt(Bits * now.Sampled), isOneSided: true);
        if (!ValueParts.IsCategorical(whole.Type))
        {
            yield return Test(FeatureFigure.Level, Level(parts), filled.Select(block => Level(block.Parts)), 1 / Math.Sqrt(12.0 * now.Sampled));
            yield return Beyond(parts, now, filled);
        }
        else if (whole.HasAllValues && reference.Categories.Count == whole.Frequent.Count) yield return NewValues(now, filled);
        yield return Cardinality(now, filled);
    }

    // The shares of a part of the blocks: what is beyond what chance gives so many rows, and what it gives as many as now.
    private IEnumerable<double> Shapes(ReferenceBlock[] blocks, long rows)
    {
        double Chance(long values) => (_whole.Length - 1) / (Bits * values);
        foreach (var block in blocks.Where(block => block.Values >= LeastRows))
            if (Distances.Between(_whole, (double[])[.. block.Parts]) is { } distances)
                yield return Math.Sqrt(Math.Max(0, (distances.JensenShannon * distances.JensenShannon) - Chance(block.Values)) + Chance(rows));
    }

    // How often a value is above one of the reference, half of those in the same part counted (H. B. Mann, D. R. Whitney, 1947).
    private double Level(IReadOnlyList<double> parts)
    {
        var (total, all, below, level) = (parts.Sum(), _whole.Sum(), 0.0, 0.0);
        for (var part = 0; part < _whole.Length; part++)
        {
            level += parts[part] / total * (below + (_whole[part] / 2)) / all;
            below += _whole[part];
        }

        return level;
    }

    private static FeatureTest? Rate(FeatureFigure figure, double usual, double found, long rows, IEnumerable<double> past) =>
        Test(figure, found, past, Math.Sqrt(((usual * rows) + 1) / (rows + 2.0) / rows), usual);

    // What no other block had was new in its block.
    private FeatureTest? NewValues(ValueProfile now, ReferenceBlock[] blocks)
    {
        var known = reference.Categories.ToHashSet(StringComparer.Ordinal);
        var found = now.Frequent.Where(value => !known.Contains(value.Text)).Sum(value => (double)value.Count) / now.Distribution.Sum(part => (double)part.Weight);
        int[] once = [.. Enumerable.Range(0, known.Count).Where(part => blocks.Count(block => block.Parts[part] > 0) == 1)];
        return Rate(FeatureFigure.NewValues, 0, found, now.Rows, blocks.Select(block => once.Sum(part => block.Parts[part]) / block.Values));
    }

    // A block that alone has the least or the greatest of all was beyond the others when it came: not more of it than lies in that part.
    private static FeatureTest? Beyond(double[] parts, ValueProfile now, ReferenceBlock[] blocks)
    {
        double[] least = [.. blocks.Select(block => block.Least).Order()];
        double[] greatest = [.. blocks.Select(block => block.Greatest).OrderDescending()];
        if (blocks.Length < Calibration.Least) return null;
        var past = blocks.Select(block => ((block.Least < least[1] ? block.Parts[1] : 0) + (block.Greatest > greatest[1] ? block.Parts[^2] : 0)) / block.Values);
        return Rate(FeatureFigure.Beyond, 0, (parts[0] + parts[^1]) / parts.Sum(), now.Rows, past);
    }

    // More rows have more distinct values; how many more, the blocks and the whole tell (Heaps' law: a power of the rows).
    private FeatureTest? Cardinality(ValueProfile now, ReferenceBlock[] blocks)
    {
        ReferenceBlock[] counted = [.. blocks.Where(block => block.Distinct > 0)];
        if (counted.Length < Calibration.Least || now.Distinct == 0) return null;
        var (rows, distinct) = (counted.Average(block => Math.Log(block.Values)), counted.Average(block => Math.Log(block.Distinct)));
        var (allRows, allDistinct) = (Math.Log(reference.Whole.Measure.Count), Math.Log(reference.Whole.Distinct));
        var power = allRows - rows < 0.1 ? 0 : Math.Clamp((allDistinct - distinct) / (allRows - rows), 0, 1);
        double Expected(double count) => distinct + (power * (Math.Log(count) - rows));
        var past = counted.Select(block => Math.Log(block.Distinct) - Expected(block.Values));
        var noise = now.Distinct > 256 ? 0.08 : 1 / Math.Sqrt(now.Distinct);
        return Test(FeatureFigure.Cardinality, Math.Log(now.Distinct) - Expected(now.Measure.Count), past, noise) is not { } test ? null
            : test with { Expected = Expected(now.Measure.Count) + test.Expected, Found = Math.Log(now.Distinct) };
    }

    private static FeatureTest? Test(FeatureFigure figure, double found, IEnumerable<double> past, double noise, double? usual = null, bool isOneSided = false)
    {
        double[] figures = [.. past.Order()];
        if (figures.Length < Calibration.Least) return null;
        var expected = usual ?? figures[figures.Length / 2];
        if (Calibration.OfDifferences([.. figures.Select(one => one - expected)], noise) is not { } calibration) return null;
        var step = calibration.Step(found - expected);
        if (isOneSided) step = Math.Max(0, step);
        return new(figure, expected, found, step, calibration.Probability(step));
    }

    private (string Name, double Before, double Now)? Moved(double[] after)
    {
        var before = _whole;
        var (all, total) = (before.Sum(), after.Sum());
        (string Name, double Before, double Now)? most = null;
        for (var part = 0; part < before.Length; part++)
            if (most is null || Math.Abs((after[part] / total) - (before[part] / all)) > Math.Abs(most.Value.Now - most.Value.Before))
                most = (part < reference.Categories.Count ? reference.Categories[part] : "all others", before[part] / all, after[part] / total);
        return most;
    }

    private static double Share(ValueProfile profile, Func<double, bool> isCounted)
    {
        var (counted, total) = (0.0, 0.0);
        foreach (var (value, weight) in profile.Distribution) (counted, total) = (counted + (isCounted(value) ? weight : 0), total + weight);
        return total == 0 ? 0 : counted / total;
    }

    /// <summary>The values of now by the parts of the reference.</summary>
    /// <param name="Parts">How many fall into each.</param>
    /// <param name="Distances">How far they are from the reference.</param>
    /// <param name="Shapes">How far each block is, ascending, as if it had as many rows.</param>
    private sealed record ComparedValues(double[] Parts, Distances Distances, double[] Shapes);
}
