using System.Text.Json.Nodes;

namespace Quern.Protocol.Registry;

/// <summary>A service: what a request must give, and what it gets. The answer to <c>GET /v1/services/{name}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JoinKeys">The key columns that a request must have.</param>
/// <param name="RequestFields">The fields for on-demand features that it must have.</param>
/// <param name="Views">The views that it reads, directly and by lookups.</param>
/// <param name="Features">The columns of the answer, in order.</param>
/// <param name="Description">What it is for; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record ServiceShape(
    string Name,
    IReadOnlyList<FieldShape> JoinKeys,
    IReadOnlyList<FieldShape> RequestFields,
    IReadOnlyList<string> Views,
    IReadOnlyList<OutputShape> Features,
    string Description,
    string? Owner,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>The shard that serves it; null where the project has none.</summary>
    public string? Shard { get; init; }

    /// <summary>Where that shard's server answers; null where nobody says.</summary>
    public string? Url { get; init; }
}

/// <summary>A column of a service's answer.</summary>
/// <param name="Name">The short name.</param>
/// <param name="FullName">The name with <c>full_feature_names</c>.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="From">The feature, <c>view:feature</c> or <c>lookup:feature</c>, or the on-demand feature's name.</param>
/// <param name="Fallback">What stands for a value that a deadline cut off; null where nothing does.</param>
public sealed record OutputShape(string Name, string FullName, string Type, string From, FallbackShape? Fallback);

/// <summary>What a service answers in the place of a value that a deadline cut off: the last good value where it is wanted and there is one, else the constant where there is one.</summary>
/// <param name="LastGood">Whether the last good value is wanted.</param>
/// <param name="Within">How long ago that was answered at most, such as <c>5m</c>; null for any time.</param>
/// <param name="Constant">The constant, as a vector would have it; null for none.</param>
public sealed record FallbackShape(bool LastGood, string? Within, JsonNode? Constant);
