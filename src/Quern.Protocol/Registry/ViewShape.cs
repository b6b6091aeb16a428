namespace Quern.Protocol.Registry;

/// <summary>A view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Kind"><c>attribute</c> or <c>aggregation</c>.</param>
/// <param name="Entity">What its features are about.</param>
/// <param name="Source">Where its events come from.</param>
/// <param name="Features">Its features.</param>
/// <param name="Ttl">How old an attribute view's row may be, such as <c>7d</c>; null for any age.</param>
/// <param name="Hop">To what the tails of windows are rounded; null for exact windows.</param>
/// <param name="Status">What online state it has.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record ViewShape(
    string Name,
    int Version,
    string Kind,
    string Entity,
    string Source,
    IReadOnlyList<FeatureShape> Features,
    string? Ttl,
    string? Hop,
    ViewStatusShape Status,
    string Description,
    string? Owner,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The shards whose stores have it; null where the project has none.</summary>
    public IReadOnlyList<string>? Shards { get; init; }
}

/// <summary>What online state a view has.</summary>
/// <param name="MaterializedTo">The instant up to which events are in it, RFC 3339; null when there is none.</param>
public sealed record ViewStatusShape(string? MaterializedTo);
