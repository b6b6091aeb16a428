namespace Quern.Connectors.Feeds;

/// <summary>How long a feed waits.</summary>
public sealed record FeedLimits
{
    /// <summary>How long it waits before it tries again, at first; then twice as long each time. Default: a fifth of a second.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long it waits at most. Default: 15 seconds.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long it waits for events before it looks at how it stands. Default: a fifth of a second.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long to wait when the same has failed so often in a row: 1 for the first time.</summary>
    internal TimeSpan Retry(int failures) => TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(failures - 1, 20)));
}
