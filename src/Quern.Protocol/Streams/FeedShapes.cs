namespace Quern.Protocol.Streams;

/// <summary>What feeds a project's streams from elsewhere.</summary>
/// <param name="Project">The project.</param>
/// <param name="Feeds">Each feed, by the names of their streams.</param>
public sealed record FeedsShape(string Project, IReadOnlyList<FeedShape> Feeds);

/// <summary>How a feed stands. Counts are since the server began.</summary>
/// <param name="Stream">The stream that it feeds.</param>
/// <param name="Kind">What it reads, such as <c>kafka</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State"><c>no_stream</c>, <c>connecting</c>, <c>reading</c>, <c>waiting</c> or <c>stopped</c>.</param>
/// <param name="Lag">How many records lie behind what was taken; null when that is not known.</param>
/// <param name="PerSecond">Records taken each second, over the last ten.</param>
/// <param name="Accepted">Events taken.</param>
/// <param name="Duplicate">Events that were there already.</param>
/// <param name="Late">Events taken that were too late for at least one view.</param>
/// <param name="Refused">Records that are among the dead letters.</param>
/// <param name="Skipped">Records without an event.</param>
/// <param name="LastError">What went wrong last, though it may be over.</param>
public sealed record FeedShape(
    string Stream, string Kind, string Name, string State, long? Lag, double PerSecond, long Accepted, long Duplicate, long Late, long Refused, long Skipped, FeedErrorShape? LastError);

/// <summary>What went wrong with a feed.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">What it was.</param>
/// <param name="Detail">More of it.</param>
/// <param name="Hint">What would work.</param>
/// <param name="At">When.</param>
public sealed record FeedErrorShape(string Code, string Message, string? Detail, string? Hint, DateTimeOffset At);
