using System.Reflection;
using Quern.Definitions;

namespace Quern;

/// <summary>
/// The features of the entities that another feature names, such as those of the last five items that a user clicked; also, with <see cref="As"/>, <see cref="Only"/> and
/// <see cref="Key(string, string)"/>, as a service takes it. Made by <see cref="FeatureRepository"/>; immutable: each call gives another lookup.
/// </summary>
public sealed class Lookup : ServiceItem
{
    private Lookup(LookupPart part, IReadOnlyList<Finding> findings, Fallbacks fallbacks)
        : base(findings, fallbacks) => Part = part;

    /// <summary>What was defined.</summary>
    public LookupDefinition Definition => Part.Lookup;

    internal LookupPart Part { get; }

    internal override IEnumerable<FallbackDefinition> NamedFallbacks => Fallbacks.Of(Part.Alias ?? Definition.Name);

    private string What => $"lookup '{Definition.Name}'";

    /// <summary>Of a list of keys: these features in the place of a list of each of the view's.</summary>
    /// <param name="shape">Gives an object with a member for each: <c>i => new { MeanPrice = i.Mean("price"), Categories = i.List("category") }</c>.</param>
    public Lookup Aggregate<TShape>(Func<LookupAggregates, TShape> shape) => AggregatesIn(shape(new LookupAggregates())) is { } aggregates
        ? With(Definition with { Aggregates = aggregates })
        : With(Definition, DefinitionFindings.BadLookupShape(What));

    /// <summary>The same with an owner.</summary>
    public Lookup Owner(string owner) => With(Definition with { Labels = Definition.Labels with { Owner = owner } });

    /// <summary>The same with a description.</summary>
    public Lookup Describe(string description) => With(Definition with { Labels = Definition.Labels with { Description = description } });

    /// <summary>The same with a tag.</summary>
    public Lookup Tag(string key, string value) => With(Definition with { Labels = Definition.Labels.Tagged(key, value) });

    /// <summary>The same under another name than its property's.</summary>
    public Lookup Named(string name) => With(Definition with { Name = name });

    /// <summary>Within a service: under another name, so that one lookup can be there twice. Its features are then named <c>alias__feature</c>.</summary>
    public Lookup As(string alias) => new(Part with { Alias = alias }, Findings, Fallbacks);

    /// <summary>Within a service: only these of its features.</summary>
    public Lookup Only(params string[] features) => new(Part with { Features = features }, Findings, Fallbacks);

    /// <summary>Within a service: a join key of the view that has the keys under another name in requests and spines: <c>.Key("user", "buyer")</c>.</summary>
    public Lookup Key(string joinKey, string column) =>
        new(Part with { JoinKeys = new Dictionary<string, string>(Part.JoinKeys) { [joinKey] = column } }, Findings, Fallbacks);

    /// <summary>Within a service: the only join key of the view that has the keys under another name in requests and spines: <c>.Key(User, "buyer")</c>.</summary>
    public Lookup Key(Entity entity, string column) => entity.Definition.JoinKeys is [var only]
        ? Key(only, column)
        : With(Definition, DefinitionFindings.SeveralJoinKeys(What, entity.Definition, column));

    /// <summary>Within a service: what is answered for a feature, or for all that the service returns, that a deadline cut off: the last good value that the server answered for the same key.</summary>
    /// <param name="feature">The feature; null for all.</param>
    /// <param name="within">How long ago that was at most, such as <c>5m</c>; null for any time.</param>
    public Lookup OrElseLast(string? feature = null, string? within = null)
    {
        var findings = new List<Finding>();
        var fallbacks = Fallbacks.LastGood(feature, within, What, findings);
        return new(Part, [.. Findings, .. findings], fallbacks);
    }

    /// <summary>Within a service: what is answered for a feature that a deadline cut off, where there is no last good value.</summary>
    public Lookup OrElse(string feature, FallbackValue value) => new(Part, Findings, Fallbacks.Constant(feature, value));

    internal static Lookup Of(FeatureView keys, string feature, FeatureView view, string name) => new(
        new(new(name, keys.Definition, feature, view.Definition, null, Labels.None), null, view.Part.Features, keys.Part.JoinKeys),
        [.. keys.Findings, .. view.Findings],
        Fallbacks.None);

    private static List<LookupAggregateDefinition>? AggregatesIn<TShape>(TShape shape)
    {
        if (shape is null) return null;
        var members = new List<LookupAggregateDefinition>();
        foreach (var property in typeof(TShape).GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken))
        {
            if (property.GetValue(shape) is not LookupAggregate aggregate) return null;
            members.Add(new(SnakeCase.Of(property.Name), aggregate.Feature, aggregate.Function));
        }

        return members.Count == 0 ? null : members;
    }

    private Lookup With(LookupDefinition definition, params IReadOnlyList<Finding> findings) => new(Part with { Lookup = definition }, [.. Findings, .. findings], Fallbacks);
}
