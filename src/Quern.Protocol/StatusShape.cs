using Quern.Protocol.Materialization;
using Quern.Protocol.Streams;
using Quern.Protocol.TrainingSets;

namespace Quern.Protocol;

/// <summary>How a server stands: the answer to <c>GET /v1/status</c>, and each event of <c>GET /v1/status/stream</c>.</summary>
/// <param name="Project">The project; null while no version of the registry is served.</param>
/// <param name="Version">The version of the registry; null while none is served.</param>
/// <param name="Clock">What counts as now.</param>
/// <param name="Views">Up to where each view is online, by reference.</param>
/// <param name="Streams">How each stream is.</param>
/// <param name="Feeds">How what feeds streams from elsewhere stands.</param>
/// <param name="Materializations">How far materializations are, since the server began.</param>
/// <param name="TrainingSets">The runs that make training sets, the latest first.</param>
public sealed record StatusShape(
    string? Project,
    string? Version,
    ClockShape Clock,
    IReadOnlyList<ViewProgressShape> Views,
    IReadOnlyList<StreamShape> Streams,
    IReadOnlyList<FeedShape> Feeds,
    IReadOnlyList<MaterializationShape> Materializations,
    IReadOnlyList<TrainingRunHeadShape> TrainingSets)
{
    /// <summary>The shard that it serves; null where the project has none.</summary>
    public string? Shard { get; init; }
}

/// <summary>How far a view is.</summary>
/// <param name="View">The view, <c>view</c> or <c>view@2</c>.</param>
/// <param name="IsStreamed">Whether its source has a stream, so that events are in it as they come.</param>
/// <param name="MaterializedTo">The instant up to which events are in its online state, RFC 3339; null when there is none.</param>
/// <param name="Paused">That the view is not written any more until somebody resumes it; null where it is.</param>
public sealed record ViewProgressShape(string View, bool IsStreamed, string? MaterializedTo, PauseShape? Paused);

/// <summary>That a view is not written any more; what it has is served on.</summary>
/// <param name="Since">Since when, RFC 3339.</param>
/// <param name="Reason">What somebody said, or the expectation and the first row that failed it.</param>
public sealed record PauseShape(string Since, string Reason);

/// <summary>A run that makes a training set, in short.</summary>
/// <param name="RunId">What it is called.</param>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Service">The service; null for features that are named.</param>
/// <param name="Progress">How far it is; null unless it is running.</param>
public sealed record TrainingRunHeadShape(string RunId, string Status, string? Service, ProgressShape? Progress);
