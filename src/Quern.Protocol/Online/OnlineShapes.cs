using System.Text.Json.Nodes;

namespace Quern.Protocol.Online;

/// <summary>The body of <c>POST /get-online-features</c>, for its description. The server reads the JSON itself.</summary>
/// <param name="Entities">From join keys and request fields to one value for each row.</param>
/// <param name="FeatureService">The service asked for; when it is given, <paramref name="Features"/> is passed over.</param>
/// <param name="Features">Features asked for, each <c>view:feature</c> or <c>view@2:feature</c>.</param>
/// <param name="FullFeatureNames">Whether columns are named <c>view__feature</c>.</param>
/// <param name="IncludeFeatureViewVersionMetadata">Whether the answer tells the versions of the views.</param>
public sealed record OnlineRequestShape(
    IReadOnlyDictionary<string, JsonArray> Entities,
    string? FeatureService = null,
    IReadOnlyList<string>? Features = null,
    bool FullFeatureNames = false,
    bool IncludeFeatureViewVersionMetadata = false);

/// <summary>The answer, by column: <c>results[i]</c> belongs to <c>metadata.feature_names[i]</c>.</summary>
/// <param name="Results">The columns.</param>
/// <param name="Metadata">Their names.</param>
public sealed record OnlineAnswerShape(IReadOnlyList<OnlineColumnShape> Results, OnlineMetadataShape Metadata);

/// <summary>One column, with one element for each row of the request in each list.</summary>
/// <param name="Values">The values, null where there is none.</param>
/// <param name="Statuses">PRESENT, NULL_VALUE, NOT_FOUND, OUTSIDE_MAX_AGE or INVALID.</param>
/// <param name="EventTimestamps">RFC 3339 in UTC.</param>
public sealed record OnlineColumnShape(JsonArray Values, IReadOnlyList<string> Statuses, IReadOnlyList<string> EventTimestamps);

/// <summary>What the columns are.</summary>
/// <param name="FeatureNames">Their names.</param>
/// <param name="FeatureViewMetadata">The views read and their versions, when they were asked for.</param>
public sealed record OnlineMetadataShape(IReadOnlyList<string> FeatureNames, IReadOnlyList<ViewVersionShape>? FeatureViewMetadata = null);

/// <summary>A view and its version.</summary>
/// <param name="Name">The view's name.</param>
/// <param name="Version">Its version.</param>
public sealed record ViewVersionShape(string Name, int Version);
