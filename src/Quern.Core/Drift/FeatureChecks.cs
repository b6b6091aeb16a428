namespace Quern.Drift;

/// <summary>Says of many features which are not as their references were.</summary>
public static class FeatureChecks
{
    /// <summary>Which tests to believe, among all that were made, and the features by how bad it is.</summary>
    /// <param name="features">The features, each held against its reference.</param>
    /// <param name="rate">Which share of what is told may be chance, 0 to 1.</param>
    public static IReadOnlyList<FeatureDrift> Believe(IReadOnlyList<FeatureDrift> features, double rate = SignalChecks.DefaultRate)
    {
        var limit = FalseDiscoveries.Limit(features.SelectMany(feature => feature.Tests).Select(test => test.Probability), rate);
        return
        [
            .. features.Select(feature => feature with { Believed = [.. feature.Tests.Where(test => test.Probability <= limit && test.Matters).OrderByDescending(test => test.Weight)] })
                .OrderByDescending(feature => feature.Severity).ThenBy(feature => feature.State).ThenByDescending(feature => feature.Distances?.JensenShannon ?? 0),
        ];
    }
}
