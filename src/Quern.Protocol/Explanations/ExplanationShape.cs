using System.Text.Json.Nodes;
using Quern.Protocol.Errors;

namespace Quern.Protocol.Explanations;

/// <summary>Where the values of one vector come from.</summary>
/// <param name="Service">The service; null for features that were named.</param>
/// <param name="Version">The version of the registry.</param>
/// <param name="At">The instant of the vector, RFC 3339.</param>
/// <param name="Keys">The join keys and request fields that were given.</param>
/// <param name="Features">What views and lookups give, those included that only feed on-demand features.</param>
/// <param name="OnDemand">What is computed from them.</param>
/// <param name="Refusals">Why the vector cannot be served from online state; empty when it can, null when it was not asked for.</param>
public sealed record ExplanationShape(
    string? Service,
    string Version,
    string At,
    IReadOnlyDictionary<string, JsonNode?> Keys,
    IReadOnlyList<ExplainedFeatureShape> Features,
    IReadOnlyList<ExplainedOnDemandShape> OnDemand,
    IReadOnlyList<FindingShape>? Refusals);

/// <summary>One feature of a view or of a lookup.</summary>
/// <param name="Name">As it is referred to: <c>view:feature</c>.</param>
/// <param name="View">The view, or the lookup.</param>
/// <param name="Version">The version of the view's definition; of a lookup 1.</param>
/// <param name="Definition">The hash of all that makes its values what they are.</param>
/// <param name="Meaning">What the feature is, in one canonical text.</param>
/// <param name="Shared">What it shares with the view's other features: entity, keys, source, filters; a line for each.</param>
/// <param name="Served">The value as it is served; null when only the past was asked for, or it cannot be served.</param>
/// <param name="History">The value from history by the plain definition, with its events.</param>
/// <param name="Agrees">Whether both are the same to the bit; null when only one is there.</param>
/// <param name="Difference">Why they may differ; null when they do not.</param>
public sealed record ExplainedFeatureShape(
    string Name,
    string View,
    int Version,
    string Definition,
    string Meaning,
    IReadOnlyList<string> Shared,
    ServedValueShape? Served,
    HistoryValueShape History,
    bool? Agrees,
    string? Difference);

/// <summary>A value as it is served.</summary>
/// <param name="Value">The value, as vectors have it.</param>
/// <param name="Status">Its status, such as <c>PRESENT</c>.</param>
/// <param name="EventTime">Of an attribute the time of its row, of an aggregate the instant of the read; null where nothing was found.</param>
/// <param name="State">What it was made of.</param>
public sealed record ServedValueShape(JsonNode? Value, string Status, string? EventTime, UsedStateShape State);

/// <summary>What was taken of a view's online state for one entity; for all features of the view together.</summary>
/// <param name="MaterializedTo">Up to when events of files are in it; null when none are.</param>
/// <param name="RetainedFrom">From when on single events are kept; null when all are.</param>
/// <param name="StreamPosition">How many events of the view's stream are in indexed state; the head has those after them.</param>
/// <param name="Pieces">The pieces, in the order in which they were taken.</param>
public sealed record UsedStateShape(string? MaterializedTo, string? RetainedFrom, long StreamPosition, IReadOnlyList<PieceShape> Pieces);

/// <summary>One piece of online state.</summary>
/// <param name="Kind"><c>latest</c>, <c>base</c>, <c>tile</c>, <c>block</c>, <c>coarse</c> or <c>head</c>.</param>
/// <param name="Earliest">The time of its first event.</param>
/// <param name="Latest">The time of its last event.</param>
/// <param name="Events">How many events it has; null where it has only what they come to.</param>
/// <param name="ByRow">Whether its events were looked at one by one; otherwise it was merged as a whole.</param>
public sealed record PieceShape(string Kind, string Earliest, string Latest, long? Events, bool ByRow);

/// <summary>A value from history.</summary>
/// <param name="Value">The value, as vectors have it.</param>
/// <param name="Status">Its status.</param>
/// <param name="EventCount">How many events made it.</param>
/// <param name="Events">The latest of them, the last first.</param>
public sealed record HistoryValueShape(JsonNode? Value, string Status, int EventCount, IReadOnlyList<EventShape> Events);

/// <summary>One event that made a value.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="KnownAt">When it was known.</param>
/// <param name="Argument">What the aggregate took from it, or the attribute's value.</param>
public sealed record EventShape(string Time, string KnownAt, JsonNode? Argument);

/// <summary>One on-demand feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method that computes it, with its type.</param>
/// <param name="Output">Which of the values that the method returns it is, as C# calls it; null where the method returns this value alone.</param>
/// <param name="Inputs">What it was given, by parameter: from history, and of the request.</param>
/// <param name="Served">The value as it is served; null when only the past was asked for, or it cannot be served.</param>
/// <param name="History">The value from history.</param>
/// <param name="Agrees">Whether both are the same to the bit; null when only one is there.</param>
public sealed record ExplainedOnDemandShape(
    string Name, string Method, string? Output, IReadOnlyDictionary<string, JsonNode?> Inputs, OnDemandValueShape? Served, OnDemandValueShape History, bool? Agrees);

/// <summary>The value of an on-demand feature.</summary>
/// <param name="Value">The value, as vectors have it.</param>
/// <param name="Status">Its status; <c>FAILED</c> when the method threw.</param>
public sealed record OnDemandValueShape(JsonNode? Value, string Status);
