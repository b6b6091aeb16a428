using Quern.Definitions;

namespace Quern;

/// <summary>The features that one model asks for together. Made by <see cref="FeatureRepository"/>; immutable.</summary>
public sealed class FeatureService
{
    private FeatureService(ServiceDefinition definition, IReadOnlyList<Finding> findings) => (Definition, Findings) = (definition, findings);

    /// <summary>What was defined; without a name until its property is read.</summary>
    public ServiceDefinition Definition { get; }

    /// <summary>What is wrong with its parts as they are written.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>The same under another name than its property's.</summary>
    public FeatureService Named(string name) => new(Definition with { Name = name }, Findings);

    /// <summary>The same with an owner.</summary>
    public FeatureService Owner(string owner) => Label(Definition.Labels with { Owner = owner });

    /// <summary>The same with a description.</summary>
    public FeatureService Describe(string description) => Label(Definition.Labels with { Description = description });

    /// <summary>The same with a tag.</summary>
    public FeatureService Tag(string key, string value) => Label(Definition.Labels.Tagged(key, value));

    internal static FeatureService Of(IReadOnlyList<ServiceItem> items) => new(
        new("", [.. items.OfType<FeatureView>().Select(view => view.Part)], [.. items.OfType<OnDemandFeature>().Select(feature => feature.Part)], Labels.None)
        {
            Lookups = [.. items.OfType<Lookup>().Select(lookup => lookup.Part)],
            Fallbacks = [.. items.SelectMany(item => item.NamedFallbacks)],
        },
        [.. items.SelectMany(item => item.Findings)]);

    private FeatureService Label(Labels labels) => new(Definition with { Labels = labels }, Findings);
}
