namespace Quern.Connectors.Feeds;

/// <summary>What a feed is doing.</summary>
public enum FeedState
{
    /// <summary>No source that is applied has its stream.</summary>
    NoStream,

    /// <summary>It looks for the log and its place in it.</summary>
    Connecting,

    /// <summary>It takes what comes.</summary>
    Reading,

    /// <summary>Something keeps it from reading; it tries again by itself.</summary>
    Waiting,

    /// <summary>It was stopped.</summary>
    Stopped,
}

/// <summary>How a feed stands. Counts are since the process began.</summary>
/// <param name="Stream">The stream that it feeds.</param>
/// <param name="Kind">The kind of log that it reads.</param>
/// <param name="Name">What people call the log.</param>
/// <param name="State">What it is doing.</param>
public sealed record FeedStatus(string Stream, string Kind, string Name, FeedState State)
{
    /// <summary>How many records the log has beyond what was taken; null when that is not known.</summary>
    public long? Lag { get; init; }

    /// <summary>Records taken each second, over the last ten.</summary>
    public double PerSecond { get; init; }

    /// <summary>Events taken.</summary>
    public long Accepted { get; init; }

    /// <summary>Events that were there already.</summary>
    public long Duplicate { get; init; }

    /// <summary>Events taken that were too late for at least one view.</summary>
    public long Late { get; init; }

    /// <summary>Records that are among the dead letters.</summary>
    public long Refused { get; init; }

    /// <summary>Records without an event, such as tombstones.</summary>
    public long Skipped { get; init; }

    /// <summary>What went wrong last, though it may be over; null when nothing did.</summary>
    public Finding? LastError { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }
}
