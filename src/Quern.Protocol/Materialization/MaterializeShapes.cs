using System.Text.Json.Serialization;
using Quern.Protocol.Errors;

namespace Quern.Protocol.Materialization;

/// <summary>The body of <c>POST /materialize</c>, for its description; <c>POST /materialize-incremental</c> takes the same without <paramref name="StartTs"/>.</summary>
/// <param name="EndTs">Up to which instant; without a zone it is UTC.</param>
/// <param name="StartTs">From which event time on.</param>
/// <param name="FeatureViews">The views, each <c>view</c>, <c>view@2</c> or <c>view@v2</c>; null for all.</param>
/// <param name="Version">The version of the one view that is named, such as <c>v2</c>.</param>
public sealed record MaterializeShape(string EndTs, string? StartTs = null, IReadOnlyList<string>? FeatureViews = null, string? Version = null);

/// <summary>The answer to a request whose views are materialized later, or with <see cref="Error"/> to one whose views are under way already.</summary>
/// <param name="FeatureViews">The views.</param>
/// <param name="Status"><c>accepted</c>.</param>
/// <param name="Error">Why it was not accepted.</param>
/// <param name="Code">The code of that.</param>
/// <param name="Hint">What would work.</param>
public sealed record MaterializeAnswerShape(
    IReadOnlyList<string> FeatureViews,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Hint = null);

/// <summary>How the materialization of a view stands, or how the last one went, since the server began.</summary>
/// <param name="View">The view, <c>view</c> or <c>view@2</c>.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="To">Up to which instant, RFC 3339.</param>
/// <param name="From">From which event time on; null to go on where its state ended.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Done">How much of that is done.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
/// <param name="Events">How many events were brought in, when it is done.</param>
/// <param name="Entities">How many entities were written, when it is done.</param>
/// <param name="Errors">Why it failed.</param>
public sealed record MaterializationShape(
    string View, string State, string To, string? From, string? Step, long Done, long Total, long? Events = null, long? Entities = null, IReadOnlyList<FindingShape>? Errors = null);
