namespace Quern.Engine.Feeds;

/// <summary>What was found out about a log that feeds a stream, without reading it.</summary>
/// <param name="System">What it is and of which version, such as <c>PostgreSQL 16.4</c>; null when it did not answer.</param>
/// <param name="ClockAhead">How far its clock is ahead of this machine's; null where it does not tell.</param>
/// <param name="Findings">What is wrong, or will be when it is read.</param>
public sealed record FeedProbe(string? System, TimeSpan? ClockAhead, IReadOnlyList<Finding> Findings)
{
    /// <summary>How many parts the log is in, each with an order of its own; null where that is not known, or it is one.</summary>
    public int? Parts { get; init; }
}
