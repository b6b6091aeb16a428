using System.Globalization;
using Quern.Drift;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>Drift of a feature in words.</summary>
public static class FeatureText
{
    private const int MostNamed = 3;

    /// <summary>How much it is, as people understand it.</summary>
    public static string Magnitude(FeatureDrift feature)
    {
        if (feature is not { Reference: { } before, Now: { } now }) return "";
        if (feature.Category is { } category) return $"'{category.Name}' {Percent(category.Before)} → {Percent(category.Now)} of values";
        if (before.Measure.Count == 0 || now.Measure.Count == 0) return $"nulls {Percent(FeatureDrift.Missing(before))} → {Percent(FeatureDrift.Missing(now))}";
        var what = before.Type switch { { Shape: not DataShape.Scalar } => "items ", { Kind: ValueKind.Embedding } => "norm ", _ => "" };
        return $"{what}mean {Number(before.Measure.Mean)} → {Number(now.Measure.Mean)}; {Percent(feature.AboveUsual)} of values above its 99th percentile, {Percent(feature.BelowUsual)} below its 1st";
    }

    /// <summary>One test that is believed.</summary>
    public static string Test(FeatureTest test) => string.Create(CultureInfo.InvariantCulture, $"{Figure(test)}, {Math.Abs(test.Step):0.0} times its usual step, p {test.Probability:0.#e-0}");

    /// <summary>A sub-population, with the test that tells it best: <c>where origin is SEA (97 rows): …</c>.</summary>
    public static string Population(PopulationDrift population) => string.Create(CultureInfo.InvariantCulture, $"where {population.By} is {population.Name} ({population.Rows:N0} rows): {Test(population.Believed[0])}");

    /// <summary>Sub-populations that the reference does not have, by field; of each a few are named.</summary>
    public static IReadOnlyList<string> Unknown(FeatureReport report) => [.. report.Unknown.GroupBy(value => value.By).Select(field => Unknown(field.Key, [.. field]))];

    /// <summary>How far a value has moved; nothing of text.</summary>
    public static string Moved(FeatureDrift feature) => feature.Category is not null || feature.Distances is not { } distances ? ""
        : double.IsFinite(distances.Wasserstein) ? string.Create(CultureInfo.InvariantCulture, $"Wasserstein {Number(feature.Moved)} ({distances.Wasserstein:0.##} deviations), ")
        : $"Wasserstein {Number(feature.Moved)} (it never varied), ";

    /// <summary>Why it was not judged.</summary>
    public static string Why(FeatureDrift feature) => feature.State switch
    {
        FeatureComparisonState.TooFewRows => $"too few rows to say anything ({feature.Now!.Rows} of {FeatureComparison.LeastRows})",
        FeatureComparisonState.TooLittlePast => $"too little to learn from, {feature.Learnt} {(feature.Learnt == 1 ? "block" : "blocks")} with rows enough of {Calibration.Least}",
        FeatureComparisonState.OtherType => $"of another type, {feature.Reference!.Type} before and {feature.Now!.Type} now",
        FeatureComparisonState.NotInReference => "not in the reference",
        _ => "in the reference, and not served",
    };

    /// <summary><c>0.25</c>, <c>137.18</c>, <c>1,688</c>.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    /// <summary><c>2.5 %</c> for 0.025.</summary>
    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Unknown(string by, (string By, string Name, long Rows)[] values) =>
        $"{by} is {string.Join(", ", values.Take(MostNamed).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Name} ({value.Rows:N0} rows)")))}{(values.Length > MostNamed ? $" and {values.Length - MostNamed} more" : "")}";

    private static string Figure(FeatureTest test) => test.Figure switch
    {
        FeatureFigure.Shape => string.Create(CultureInfo.InvariantCulture, $"distribution {test.Found:0.###} away, expected {test.Expected:0.###}"),
        FeatureFigure.Level => $"greater than before in {Percent(test.Found)} of pairs, expected {Percent(test.Expected)}",
        FeatureFigure.NullShare => $"nulls {Percent(test.Found)}, expected {Percent(test.Expected)}",
        FeatureFigure.Beyond => $"{Percent(test.Found)} of values are beyond all of the reference",
        FeatureFigure.NewValues => $"new values {Percent(test.Found)}",
        FeatureFigure.Typical => $"typical value {Number(test.FoundNumber)}, expected {Number(test.ExpectedNumber)}",
        FeatureFigure.Furthest => $"up to {Number(test.FoundNumber)} from zero, expected {Number(test.ExpectedNumber)}",
        FeatureFigure.Spread => $"spread {Percent(Math.Exp(Math.Min(test.Found - test.Expected, 50)))} of what is expected",
        _ => string.Create(CultureInfo.InvariantCulture, $"distinct values {Math.Exp(test.Found):N0}, expected about {Math.Exp(test.Expected):N0}"),
    };
}
