using Quern.Aggregation;

namespace Quern.Definitions;

/// <summary>A feature of a lookup that brings the items of a list together.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Feature">Which feature of the items.</param>
/// <param name="Function">What their values come to; null for the list of them.</param>
public sealed record LookupAggregateDefinition(string Name, string Feature, AggregateFunction? Function);

/// <summary>The features of the entities that another feature names: its values are the keys of another view, read at the same instant.</summary>
/// <param name="Name">The lookup's name, lower snake case.</param>
/// <param name="KeyView">The view whose feature has the keys.</param>
/// <param name="KeyFeature">That feature: a single value, or a list of which each item is a key.</param>
/// <param name="View">The view that is looked up, of an entity with one join key.</param>
/// <param name="Aggregates">Its features, where the items of a list are brought together; null for the view's own features: of a list of keys, a list of each.</param>
/// <param name="Labels">What people say about it.</param>
public sealed record LookupDefinition(
    string Name, ViewDefinition KeyView, string KeyFeature, ViewDefinition View, IReadOnlyList<LookupAggregateDefinition>? Aggregates, Labels Labels);

/// <summary>A lookup as a service takes it.</summary>
/// <param name="Lookup">The lookup.</param>
/// <param name="Alias">The name it has here; null for its own. The features of an aliased lookup are named <c>alias__feature</c>.</param>
/// <param name="Features">Which of its features; null for all.</param>
/// <param name="JoinKeys">From the join keys of the view that has the keys to the names that they have here; keys that are missing keep their name.</param>
public sealed record LookupPart(LookupDefinition Lookup, string? Alias, IReadOnlyList<string>? Features, IReadOnlyDictionary<string, string> JoinKeys);
