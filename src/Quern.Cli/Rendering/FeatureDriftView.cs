using System.Globalization;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Profiles;

namespace Quern.Cli.Rendering;

/// <summary>What of a service's features is not as their reference, as people read it, or as JSON.</summary>
internal static class FeatureDriftView
{
    private const int MostShown = 10;
    private const int MostPopulations = 3;

    public static void Write(Output output, string service, string reference, int? blocks, IReadOnlyList<string> changed, IReadOnlyList<FeatureReport> reports)
    {
        output.Json(new { service, reference, blocks, changed, buckets = reports.Select(Shape) });
        output.Line($"{service} against {reference}{(blocks is { } known ? $", {Numbers.Count(known, "block")}" : "")}");
        if (changed.Count > 0) output.Line($"  made by other definitions than are served now: {string.Join(", ", changed)}");
        foreach (var report in reports) Write(output, report);
    }

    private static void Write(Output output, FeatureReport report)
    {
        output.Line($"{report.Start}, {report.Width}: {Summary(report)}");
        FeatureDrift[] drifted = [.. report.Features.Where(feature => feature.HasDrifted)];
        foreach (var feature in drifted.Take(MostShown)) Write(output, feature);
        if (drifted.Length > MostShown) output.Line($"  drift  and {drifted.Length - MostShown} more: {string.Join(", ", drifted.Skip(MostShown).Select(feature => feature.Name))}");
        foreach (var state in report.Features.Where(feature => feature.State != FeatureComparisonState.Compared).GroupBy(FeatureText.Why))
            output.Line($"  {state.Key}: {string.Join(", ", state.Select(feature => feature.Name))}");
        foreach (var values in FeatureText.Unknown(report)) output.Line($"  not in the reference: {values}");
        foreach (var reason in report.NotLookedAt) output.Line($"  sub-populations not looked at: {reason}");
    }

    private static string Summary(FeatureReport report) => report switch
    {
        { Rows: 0 } => "nothing was served",
        { Tests: 0 } => $"{Numbers.Count(report.Rows, "row")}, nothing could be judged",
        { Drifted: 0 } => $"{Numbers.Count(report.Rows, "row")}, as the reference; {Numbers.Count(report.Tests, "figure")} looked at",
        _ => $"{Numbers.Count(report.Rows, "row")}, {report.Drifted} of {report.Features.Count} drifted{(report.DriftedInParts == 0 ? "" : $", {report.DriftedInParts} in sub-populations alone")}; {Numbers.Count(report.Tests, "figure")} looked at",
    };

    private static void Write(Output output, FeatureDrift feature)
    {
        output.Line($"  drift  {feature.Name,-24} {FeatureText.Magnitude(feature)}");
        foreach (var test in feature.Believed) output.Line($"         {FeatureText.Test(test)}");
        foreach (var population in feature.Populations.Take(MostPopulations)) output.Line($"         {(population.IsFolded ? "with it " : "")}{FeatureText.Population(population)}");
        if (feature.Populations.Count > MostPopulations) output.Line($"         and {Numbers.Count(feature.Populations.Count - MostPopulations, "more sub-population")}");
        if (feature.Distances is { } distances)
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"         PSI {distances.Stability:0.###}, Jensen-Shannon {distances.JensenShannon:0.###} (usually up to {feature.Usual:0.###}), Kolmogorov-Smirnov {distances.KolmogorovSmirnov:0.###}, {FeatureText.Moved(feature)}chi-square {distances.ChiSquare:0.###} a row"));
    }

    private static object Shape(FeatureReport report) => new
    {
        start = report.Start.ToString(),
        every = report.Width.ToString(),
        report.Rows,
        figures = report.Tests,
        report.Drifted,
        driftedInParts = report.DriftedInParts,
        notLookedAt = report.NotLookedAt,
        unknown = report.Unknown.Select(value => new { field = value.By, value = value.Name, value.Rows }),
        features = report.Features.Select(feature => new
        {
            feature.Name,
            feature = feature.IsFeature,
            state = feature.State.ToString(),
            drifted = feature.HasDrifted,
            feature.Severity,
            feature.Learnt,
            stability = Numbers.Finite(feature.Distances?.Stability),
            jensenShannon = Numbers.Finite(feature.Distances?.JensenShannon),
            usual = Numbers.Finite(feature.Usual),
            kolmogorovSmirnov = Numbers.Finite(feature.Distances?.KolmogorovSmirnov),
            wasserstein = Numbers.Finite(feature.Distances?.Wasserstein),
            moved = Numbers.Finite(feature.Moved),
            chiSquare = Numbers.Finite(feature.Distances?.ChiSquare),
            feature.AboveUsual,
            feature.BelowUsual,
            category = feature.Category is { } category ? new { category.Name, category.Before, category.Now } : null,
            before = Side(feature.Reference),
            now = Side(feature.Now),
            tests = feature.Tests.Select(test => new { figure = test.Figure.ToString(), test.Expected, test.Found, test.Step, test.Probability, believed = feature.Believed.Contains(test) }),
            populations = feature.Populations.Select(population => new
            {
                field = population.By,
                value = population.Name,
                population.Rows,
                withIt = population.IsFolded,
                population.Severity,
                tests = population.Believed.Select(test => new { figure = test.Figure.ToString(), expected = Plain(test, test.Expected, test.ExpectedNumber), found = Plain(test, test.Found, test.FoundNumber), test.Step, test.Probability }),
            }),
        }),
    };

    // Typical and furthest values as they are, not as logarithms.
    private static double? Plain(FeatureTest test, double value, double number) => Numbers.Finite(test.Figure is FeatureFigure.Typical or FeatureFigure.Furthest ? number : value);

    private static object? Side(ValueProfile? profile) => profile is null ? null : new
    {
        type = profile.Type.ToString(), profile.Rows, profile.Nulls, profile.NotFinite, profile.Distinct, mean = Numbers.Finite(profile.Measure.Mean), deviation = Numbers.Finite(profile.Measure.Deviation),
    };
}
