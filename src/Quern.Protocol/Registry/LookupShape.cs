namespace Quern.Protocol.Registry;

/// <summary>A lookup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The feature whose values are the keys: <c>view:feature</c>.</param>
/// <param name="View">The view that is looked up.</param>
/// <param name="Features">Its features, in order.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record LookupShape(
    string Name, string Key, string View, IReadOnlyList<FeatureShape> Features, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);
