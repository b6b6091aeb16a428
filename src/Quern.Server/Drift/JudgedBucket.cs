using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Protocol.Drift;

namespace Quern.Server.Drift;

/// <summary>What is kept of a bucket of a service that was judged: not the profiles, which take much room.</summary>
internal sealed class JudgedBucket
{
    private const int MostNamed = 3;

    private readonly Dictionary<string, Judged> _features;

    internal JudgedBucket(FeatureReport report)
    {
        _features = report.Features.ToDictionary(
            feature => feature.Name,
            feature => new Judged(feature.IsFeature, feature.State, feature.State == FeatureComparisonState.Compared && double.IsFinite(feature.Severity) ? feature.Severity : null, FeatureText.Magnitude(feature), [.. feature.Believed.Select(FeatureText.Test), .. feature.Populations.Take(MostNamed).Select(FeatureText.Population)], [.. feature.Populations.Select(Of)]),
            StringComparer.Ordinal);
        (NotLookedAt, Unknown) = (report.NotLookedAt, FeatureText.Unknown(report));
        Shape = new(report.Start.ToString()!, report.Rows, report.Tests, report.Drifted);
    }

    internal ServiceBucketShape Shape { get; }

    internal IReadOnlyList<string> NotLookedAt { get; }

    internal IReadOnlyList<string> Unknown { get; }

    /// <summary>The features by bucket, those first that are worst in the last bucket with rows.</summary>
    internal static IReadOnlyList<FeatureDriftShape> Features(IReadOnlyList<JudgedBucket> buckets, IReadOnlyList<string> names)
    {
        var last = buckets.LastOrDefault(bucket => bucket.Shape.Rows > 0);
        if (last is null) return [];
        return
        [
            .. names.Concat(last._features.Keys).Distinct(StringComparer.Ordinal).Where(last._features.ContainsKey)
                .Select(name => (Name: name, Now: last._features[name]))
                .OrderByDescending(feature => feature.Now.Severity ?? -1)
                .Select(feature => new FeatureDriftShape(
                    feature.Name, feature.Now.IsFeature, SnakeCase.Of(feature.Now.State.ToString()), [.. buckets.Select(bucket => bucket._features.GetValueOrDefault(feature.Name)?.Severity)], feature.Now.Magnitude, feature.Now.Tests, feature.Now.Populations)),
        ];
    }

    private static PopulationDriftShape Of(PopulationDrift population) =>
        new(population.By, population.Name, population.Rows, population.Severity, population.IsFolded, [.. population.Believed.Select(FeatureText.Test)]);

    private sealed record Judged(bool IsFeature, FeatureComparisonState State, double? Severity, string Magnitude, IReadOnlyList<string> Tests, IReadOnlyList<PopulationDriftShape> Populations);
}
