namespace Quern.Drift;

/// <summary>Says of many features which are not as their references were.</summary>
public static class FeatureChecks
{
    /// <summary>
    /// Which tests to believe, among all that were made, and the features by how bad it is. The sub-populations of a feature are a family, judged as one and then among themselves (Y. Benjamini, M. Bogomolov,
    /// "Selective inference on multiple families of hypotheses", 2014), so that one that is far off does not make others more credible. All families together have half of what may be chance, and features as a
    /// whole the other half (C. R. Genovese, K. Roeder, L. Wasserman, "False discovery control with p-value weighting", 2006).
    /// </summary>
    /// <param name="features">The features, each held against its reference.</param>
    /// <param name="populations">The tests of their sub-populations; null where nobody looked.</param>
    /// <param name="rate">Which share of what is told may be chance, 0 to 1.</param>
    public static IReadOnlyList<FeatureDrift> Believe(IReadOnlyList<FeatureDrift> features, IReadOnlyList<PopulationTest>? populations = null, double rate = SignalChecks.DefaultRate)
    {
        var families = (populations ?? []).GroupBy(test => test.Feature, StringComparer.Ordinal).ToDictionary(family => family.Key, family => family.ToArray(), StringComparer.Ordinal);
        var wholes = features.Sum(feature => feature.Tests.Count);
        // Weights are 1 on average.
        var (ofWhole, ofFamily) = wholes == 0 || families.Count == 0 ? (1.0, 1.0) : ((wholes + families.Count) / 2.0 / wholes, (wholes + families.Count) / 2.0 / families.Count);
        var asOne = families.ToDictionary(family => family.Key, family => FalseDiscoveries.AsOne([.. family.Value.Select(test => test.Test.Probability)]) / ofFamily, StringComparer.Ordinal);
        var limit = FalseDiscoveries.Limit([.. features.SelectMany(feature => feature.Tests).Select(test => test.Probability / ofWhole), .. asOne.Values], rate);
        var within = rate * asOne.Values.Count(one => one <= limit) / Math.Max(1, families.Count);
        return
        [
            .. features.Select(feature => Believe(feature, limit * ofWhole, asOne.TryGetValue(feature.Name, out var one) && one <= limit ? families[feature.Name] : [], within))
                .OrderByDescending(feature => feature.Severity).ThenBy(feature => feature.State).ThenByDescending(feature => feature.Distances?.JensenShannon ?? 0),
        ];
    }

    private static FeatureDrift Believe(FeatureDrift feature, double limit, PopulationTest[] family, double within)
    {
        FeatureTest[] believed = [.. feature.Tests.Where(test => test.Probability <= limit && test.Matters).OrderByDescending(test => test.Weight)];
        var least = FalseDiscoveries.Limit(family.Select(test => test.Test.Probability), within);
        return feature with { Believed = believed, Populations = PopulationDrift.Of(believed, family.Where(test => test.Test.Probability <= least && test.Test.Matters)) };
    }
}
