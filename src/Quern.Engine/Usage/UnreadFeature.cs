using Quern.Planning;

namespace Quern.Engine.Usage;

/// <summary>A feature that no model has read for a while.</summary>
/// <param name="Feature">Its reference.</param>
/// <param name="Services">The services that need it, none of which was asked; empty for a feature in no service.</param>
/// <param name="LastRead">The hour since 1970 in which it was last read; null when it never was, as far back as is known.</param>
/// <param name="LastTrained">The hour in which a training set last had it; null for never.</param>
public sealed record UnreadFeature(string Feature, IReadOnlyList<string> Services, long? LastRead, long? LastTrained)
{
    /// <summary>The features that were not read from an hour on, in the order of their names. Training sets are no reads: that a model is trained with it does not mean that anybody serves it.</summary>
    /// <param name="plan">What is defined.</param>
    /// <param name="history">All that is known of reads.</param>
    /// <param name="fromHour">From which hour since 1970 on.</param>
    public static IReadOnlyList<UnreadFeature> Of(RepositoryPlan plan, UsageHistory history, long fromHour)
    {
        var (read, trained) = (Latest(history, UsageKind.Read), Latest(history, UsageKind.TrainingSet));
        var services = plan.Services.Values.SelectMany(service => UsageShape.Of(service).Features.Select(feature => (feature, service.Name))).ToLookup(pair => pair.feature, pair => pair.Name!, StringComparer.Ordinal);
        return
        [
            .. All(plan).Where(feature => !(read.TryGetValue(feature, out var hour) && hour >= fromHour)).Order(StringComparer.Ordinal)
                .Select(feature => new UnreadFeature(feature, [.. services[feature].Distinct().Order(StringComparer.Ordinal)], At(read, feature), At(trained, feature))),
        ];
    }

    private static IEnumerable<string> All(RepositoryPlan plan) =>
    [
        .. plan.Views.Values.SelectMany(view => view.Features.Select(feature => $"{view.Reference}:{feature.Name}")),
        .. plan.Lookups.Values.SelectMany(lookup => lookup.Features.Select(feature => $"{lookup.Name}:{feature.Name}")),
        .. plan.Definition.OnDemand.SelectMany(method => method.Outputs).Select(output => output.Name),
    ];

    private static long? At(Dictionary<string, long> hours, string feature) => hours.TryGetValue(feature, out var hour) ? hour : null;

    private static Dictionary<string, long> Latest(UsageHistory history, UsageKind kind)
    {
        var shapes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, counts) in history.Counts)
            if (key.Kind == kind && counts.Rows + counts.Values > 0 && history.Shapes.ContainsKey(key.Subject))
                shapes[key.Subject] = Math.Max(key.Hour, shapes.GetValueOrDefault(key.Subject));
        var features = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (shape, hour) in shapes)
            foreach (var feature in history.Shapes[shape].Features)
                features[feature] = Math.Max(hour, features.GetValueOrDefault(feature));
        return features;
    }
}
