using Quern.Drift;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Holds what was served of a service against a reference: a training set, or what was served before.</summary>
/// <param name="reference">What each feature is like when nothing is wrong.</param>
/// <param name="width">How long a bucket of what is served is.</param>
/// <param name="populations">What its sub-populations are like; null where nobody knows.</param>
public sealed class FeatureWatch(IReadOnlyList<FeatureReference> reference, Duration width, TrainingPopulations? populations = null)
{
    /// <summary>How many buckets before one are the previous period: four weeks of days.</summary>
    public const int Previous = 28;

    private readonly Dictionary<string, FeatureComparison> _known = reference.ToDictionary(column => column.Name, column => new FeatureComparison(column), StringComparer.Ordinal);

    /// <summary>What a training set is the reference for.</summary>
    /// <param name="profile">The profile of the training set.</param>
    /// <param name="width">How long a bucket of what is served is: at least as long as a block of the training set.</param>
    /// <param name="populations">What the training set's sub-populations are like in blocks as long as that; null where nobody knows.</param>
    public static FeatureWatch Of(TrainingProfile profile, Duration width, TrainingPopulations? populations = null)
    {
        if (width == profile.Width) return new(profile.Columns, width, populations);
        var (groups, before) = (new int[profile.Starts.Count], default(Instant?));
        for (var block = 0; block < groups.Length; block++)
        {
            var start = Buckets.StartOf(profile.Starts[block], width);
            groups[block] = block == 0 ? 0 : groups[block - 1] + (start == before ? 0 : 1);
            before = start;
        }

        return new([.. profile.Columns.Select(column => column.Regroup(groups))], width, populations);
    }

    /// <summary>What the buckets before one are the reference for.</summary>
    /// <param name="buckets">What was served, by the beginning of its bucket.</param>
    /// <param name="start">The bucket that is looked at, which is not among them.</param>
    /// <param name="features">The names of the features; other fields are of the request.</param>
    /// <param name="width">How long a bucket is.</param>
    public static FeatureWatch Before(IReadOnlyDictionary<Instant, RowProfile> buckets, Instant start, IReadOnlySet<string> features, Duration width)
    {
        var first = new Instant(start.Microseconds - (Previous * width.Microseconds));
        RowProfile[] before = [.. buckets.Where(bucket => bucket.Key >= first && bucket.Key < start).OrderBy(bucket => bucket.Key).Select(bucket => bucket.Value)];
        var names = before.Length == 0 ? [] : before[0].Names;
        return new([.. names.Select((name, place) => FeatureReference.Of(name, features.Contains(name), [.. before.Select(bucket => bucket.Fields[place])])!)], width);
    }

    /// <summary>What of a bucket is not as the reference.</summary>
    /// <param name="start">When the bucket begins.</param>
    /// <param name="now">What was served in it; null for nothing.</param>
    /// <param name="inputs">The fields of the request, which are compared where the reference has them.</param>
    /// <param name="features">The features.</param>
    public FeatureReport Check(Instant start, RowProfile? now, IReadOnlyList<string> inputs, IReadOnlyList<string> features)
    {
        if (now is null) return new(start, width, 0, [], 0);
        var fields = now.Names.Zip(now.Fields).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal);
        var compared = new List<FeatureDrift>();
        foreach (var name in inputs.Where(_known.ContainsKey)) compared.Add(_known[name].With(fields[name]));
        foreach (var name in features)
            compared.Add(_known.TryGetValue(name, out var column) ? column.With(fields[name]) : new(name, true, FeatureComparisonState.NotInReference, null, fields[name]));
        foreach (var gone in reference.Where(column => column.IsFeature && !fields.ContainsKey(column.Name)))
            compared.Add(new(gone.Name, true, FeatureComparisonState.NotThere, gone.Whole, null));
        var known = populations ?? TrainingPopulations.None;
        var judged = compared.Where(feature => feature.State == FeatureComparisonState.Compared).Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        PopulationComparison[] parts = [.. known.Fields.Select(field => field.With(now, judged.Contains)).OfType<PopulationComparison>()];
        PopulationTest[] tests = [.. parts.SelectMany(part => part.Tests)];
        return new(start, width, now.Rows, FeatureChecks.Believe(compared, tests), compared.Sum(feature => feature.Tests.Count) + tests.Length)
        {
            NotLookedAt = [.. known.NotLookedAt, .. known.Fields.Where(field => !field.IsGivenUp && now.Slices.Any(slice => now.Names[slice.By] == field.By && slice.IsGivenUp)).Select(field => $"'{field.By}' has more values than {SliceProfile.MostGathered} now")],
            Unknown = [.. parts.SelectMany(part => part.Unknown.Select(value => (part.By, value.Name, value.Rows)))],
        };
    }
}

/// <summary>What of a bucket is not as its reference.</summary>
/// <param name="Start">When the bucket begins.</param>
/// <param name="Width">How long it is.</param>
/// <param name="Rows">How many rows were served in it.</param>
/// <param name="Features">All features and fields of the request, those that drifted most first.</param>
/// <param name="Tests">How many figures were looked at; 0 where nothing could be judged.</param>
public sealed record FeatureReport(Instant Start, Duration Width, long Rows, IReadOnlyList<FeatureDrift> Features, int Tests)
{
    /// <summary>How many drifted.</summary>
    public int Drifted => Features.Count(feature => feature.HasDrifted);

    /// <summary>How many of them drifted in sub-populations alone.</summary>
    public int DriftedInParts => Features.Count(feature => feature is { Believed.Count: 0, Populations.Count: > 0 });

    /// <summary>Why sub-populations were not looked at; empty where all were, or nothing divides the rows.</summary>
    public IReadOnlyList<string> NotLookedAt { get; init; } = [];

    /// <summary>Sub-populations of 30 rows and more that the training set does not have: the field, its value, and how many rows.</summary>
    public IReadOnlyList<(string By, string Name, long Rows)> Unknown { get; init; } = [];
}
