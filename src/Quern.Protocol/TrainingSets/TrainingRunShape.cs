using System.Text.Json;
using Quern.Protocol.Errors;

namespace Quern.Protocol.TrainingSets;

/// <summary>The body of <c>POST /v1/training-sets</c>, for its description. The server reads the JSON itself.</summary>
/// <param name="Service">The service whose features are wanted; or else <paramref name="Features"/>.</param>
/// <param name="Features">Features, each <c>view:feature</c> or <c>view@2:feature</c>.</param>
/// <param name="Labels">The rows: an object from names to arrays, or an array of objects. Join keys, request fields, the instant of each row, and whatever else is to stand beside the features.</param>
/// <param name="Spine">In place of labels, a Parquet, CSV or NDJSON file below the project's folder, by its relative path.</param>
/// <param name="TimeColumn">The column with the instants; <c>event_timestamp</c> by default.</param>
/// <param name="AsKnown">Whether each row sees only what was known by then, as serving did.</param>
/// <param name="Statuses">Whether a status column follows each feature.</param>
/// <param name="OnBadRow"><c>fail</c> (the default) or <c>quarantine</c>: what to do with rows of sources that cannot be used.</param>
/// <param name="Format"><c>parquet</c> (the default) or <c>csv</c>.</param>
public sealed record TrainingSetShape(
    string? Service = null,
    IReadOnlyList<string>? Features = null,
    JsonElement? Labels = null,
    string? Spine = null,
    string? TimeColumn = null,
    bool AsKnown = false,
    bool Statuses = false,
    string OnBadRow = "fail",
    string Format = "parquet");

/// <summary>How a run stands that makes a training set.</summary>
/// <param name="RunId">What it is called.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Url">Where this is told.</param>
/// <param name="Service">The service; null for features that are named.</param>
/// <param name="Features">The features that are named.</param>
/// <param name="Rows">How many rows the training set has.</param>
/// <param name="Submitted">When it was asked for, RFC 3339.</param>
/// <param name="Started">When it began; null before.</param>
/// <param name="Ended">When it ended; null before.</param>
/// <param name="Progress">How far it is; null unless it is running.</param>
/// <param name="Findings">Why it failed: everything that is wrong; empty otherwise.</param>
/// <param name="Manifest">How the training set was made, as <c>quern training-set</c> writes it; null until it succeeded.</param>
/// <param name="Result">Where the file is; null until it succeeded.</param>
public sealed record TrainingRunShape(
    string RunId,
    string Status,
    string Url,
    string? Service,
    IReadOnlyList<string> Features,
    long Rows,
    DateTimeOffset Submitted,
    DateTimeOffset? Started,
    DateTimeOffset? Ended,
    ProgressShape? Progress,
    IReadOnlyList<FindingShape> Findings,
    JsonElement? Manifest,
    string? Result);

/// <summary>How far a run is.</summary>
/// <param name="Phase">What it does now, such as <c>reading</c>.</param>
/// <param name="Done">How much of it is done: rows of sources, or of the training set.</param>
/// <param name="Total">How much there is; 0 when nobody knows.</param>
public sealed record ProgressShape(string Phase, long Done, long Total);
