using Quern.Definitions;
using Quern.Time;

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

    /// <summary>The same, asked for at a point in time. Several services may be asked for at one.</summary>
    public FeatureService At(NamedPointInTime point) => new(Definition with { PointInTime = point.Definition }, Findings);

    /// <summary>
    /// The same with a promise: at its point in time all features of a view are there, none of them missing, timed out or replaced by a fallback. <c>quern availability</c> measures it over the
    /// log of what was served.
    /// </summary>
    /// <param name="view">The view as the service takes it, with its alias.</param>
    /// <param name="within">How old what the view has may be at the read, <c>30m</c> or <c>1d</c>: of a view of attributes the row, of aggregates that up to which they had been brought; null for any age.</param>
    /// <param name="share">The share of the reads that find it so, above 0 and below 1.</param>
    public FeatureService Available(FeatureView view, string? within = null, double share = 0.99) => Available(view.Part.Alias ?? view.Definition.Reference, within, share);

    /// <summary>The same promise of a lookup.</summary>
    /// <inheritdoc cref="Available(FeatureView, string?, double)"/>
    public FeatureService Available(Lookup lookup, string? within = null, double share = 0.99) => Available(lookup.Part.Alias ?? lookup.Definition.Name, within, share);

    internal static FeatureService Of(IReadOnlyList<ServiceItem> items) => new(
        new("", [.. items.OfType<FeatureView>().Select(view => view.Part)], [.. items.OfType<OnDemandFeature>().Select(feature => feature.Part)], Labels.None)
        {
            Lookups = [.. items.OfType<Lookup>().Select(lookup => lookup.Part)],
            Fallbacks = [.. items.SelectMany(item => item.NamedFallbacks)],
        },
        [.. items.SelectMany(item => item.Findings)]);

    private FeatureService Available(string of, string? within, double share)
    {
        var findings = new List<Finding>(Findings);
        Duration? limit = within is null ? null : DurationText.Read(within, $"availability of '{of}'", nameof(Available), findings);
        return new(Definition with { Availability = [.. Definition.Availability, new(of, limit, share)] }, findings);
    }

    private FeatureService Label(Labels labels) => new(Definition with { Labels = labels }, Findings);
}
