using Quern.Definitions;
using Quern.Schema;

namespace Quern;

/// <summary>
/// Features of one entity from one source; also, with <see cref="As"/>, <see cref="Only"/> and <see cref="Key(string, string)"/>, as a service takes it.
/// Made by <see cref="KeyedSource{T}"/>; immutable: each call gives another view.
/// </summary>
public sealed partial class FeatureView : ServiceItem
{
    private static readonly IReadOnlyDictionary<string, string> NoKeys = new Dictionary<string, string>();

    private FeatureView(ServicePart part, IReadOnlyList<Finding> findings, Fallbacks fallbacks)
        : base(findings, fallbacks) => Part = part;

    internal FeatureView(ViewDefinition definition, IReadOnlyList<Finding> findings)
        : this(new ServicePart(definition, null, null, NoKeys), findings, Fallbacks.None)
    {
    }

    /// <summary>What was defined.</summary>
    public ViewDefinition Definition => Part.View;

    internal ServicePart Part { get; }

    internal override IEnumerable<FallbackDefinition> NamedFallbacks => Fallbacks.Of(Part.Alias ?? Definition.Reference);

    private string What => $"view '{Definition.Reference}'";

    /// <summary>The same with an owner.</summary>
    public FeatureView Owner(string owner) => With(Definition with { Labels = Definition.Labels with { Owner = owner } });

    /// <summary>The same with a description.</summary>
    public FeatureView Describe(string description) => With(Definition with { Labels = Definition.Labels with { Description = description } });

    /// <summary>The same with a tag.</summary>
    public FeatureView Tag(string key, string value) => With(Definition with { Labels = Definition.Labels.Tagged(key, value) });

    /// <summary>The same under another name than its property's: for several versions of one view, or a view made by a method.</summary>
    public FeatureView Named(string name) => With(Definition with { Name = name });

    /// <summary>The same as a new version, from 1: a changed meaning needs one. Several versions can live side by side.</summary>
    public FeatureView Version(int version) =>
        version < 1 ? With(Definition, DefinitionFindings.BadVersion(What, version)) : With(Definition with { Version = version });

    /// <summary>How old the latest row may be, such as <c>1d</c>; for views of attributes.</summary>
    public FeatureView Ttl(string duration)
    {
        var findings = new List<Finding>();
        var ttl = DurationText.Read(duration, What, nameof(Ttl), findings);
        return Definition is AttributeViewDefinition view
            ? With(view with { Ttl = ttl }, [.. findings])
            : With(Definition, [.. findings, DefinitionFindings.WrongKind(What, nameof(Ttl), "a view of aggregates")]);
    }

    /// <summary>Rounds the tails of windows down to multiples of a duration, such as <c>1h</c>, and keeps no raw rows; for views of aggregates.</summary>
    public FeatureView Hop(string duration)
    {
        var findings = new List<Finding>();
        var hop = DurationText.Read(duration, What, nameof(Hop), findings);
        return Definition is AggregationViewDefinition view
            ? With(findings.Count > 0 ? view : view with { Hop = hop }, [.. findings])
            : With(Definition, [.. findings, DefinitionFindings.WrongKind(What, nameof(Hop), "a view of attributes")]);
    }

    /// <summary>How late an event may be and still be merged into its place; by default the longest window and a day.</summary>
    public FeatureView AllowedLateness(string duration)
    {
        var findings = new List<Finding>();
        var lateness = DurationText.Read(duration, What, nameof(AllowedLateness), findings);
        return With(Definition with { AllowedLateness = lateness }, [.. findings]);
    }

    /// <summary>Skips and counts NaN and infinite inputs, which otherwise make a bad row.</summary>
    public FeatureView SkipNonFinite() => With(Definition with { SkipNonFinite = true });

    /// <summary>Says what attributes mean to a model, where that does not follow from how they are stored: an Int64 that names a thing is an <see cref="FeatureType.Identifier"/>.</summary>
    public FeatureView Meaning(FeatureType type, params string[] features)
    {
        if (Definition is not AttributeViewDefinition view) return With(Definition, DefinitionFindings.WrongKind(What, nameof(Meaning), "a view of aggregates"));
        var unknown = features.Where(feature => view.Attributes.All(attribute => attribute.Name != feature));
        return With(
            view with { Attributes = [.. view.Attributes.Select(attribute => features.Contains(attribute.Name) ? attribute with { FeatureType = type } : attribute)] },
            [.. unknown.Select(feature => DefinitionFindings.UnknownMeaning(What, feature, view.Attributes.Select(attribute => attribute.Name)))]);
    }

    /// <summary>Within a service: under another name, so that one view can be there twice. Its features are then named <c>alias__feature</c>.</summary>
    public FeatureView As(string alias) => new(Part with { Alias = alias }, Findings, Fallbacks);

    /// <summary>Within a service: only these of its features.</summary>
    public FeatureView Only(params string[] features) => new(Part with { Features = features }, Findings, Fallbacks);

    /// <summary>Within a service: the entity's join key under another name in requests and spines: <c>.Key("airport", "origin")</c>.</summary>
    public FeatureView Key(string joinKey, string column) =>
        new(Part with { JoinKeys = new Dictionary<string, string>(Part.JoinKeys) { [joinKey] = column } }, Findings, Fallbacks);

    /// <summary>Within a service: the only join key of the entity under another name in requests and spines: <c>.Key(Airport, "origin")</c>.</summary>
    public FeatureView Key(Entity entity, string column) => entity.Definition.JoinKeys is [var only]
        ? Key(only, column)
        : With(Definition, DefinitionFindings.SeveralJoinKeys(What, entity.Definition, column));

    /// <summary>Within a service: what is answered for a feature, or for all that the service returns, that a deadline cut off: the last good value that the server answered for the same key.</summary>
    /// <param name="feature">The feature; null for all.</param>
    /// <param name="within">How long ago that was at most, such as <c>5m</c>; null for any time.</param>
    public FeatureView OrElseLast(string? feature = null, string? within = null)
    {
        var findings = new List<Finding>();
        var fallbacks = Fallbacks.LastGood(feature, within, What, findings);
        return new(Part, [.. Findings, .. findings], fallbacks);
    }

    /// <summary>Within a service: what is answered for a feature that a deadline cut off, where there is no last good value.</summary>
    public FeatureView OrElse(string feature, FallbackValue value) => new(Part, Findings, Fallbacks.Constant(feature, value));

    private FeatureView With(ViewDefinition definition, params IReadOnlyList<Finding> findings) => new(Part with { View = definition }, [.. Findings, .. findings], Fallbacks);
}
