using Quern.Engine.Streams;
using Quern.Schema;

namespace Quern.Engine.Feeds;

/// <summary>
/// One connection to a log, for one thread. It begins where the stream has the log, and gives what comes after; it remembers nothing itself, so that it may be thrown away at any moment.
/// Disposing it leaves the log in peace.
/// </summary>
public interface IFeedReader : IDisposable
{
    /// <summary>How it stands.</summary>
    FeedHealth Health { get; }

    /// <summary>What has come: one batch for each part of the log that has an order and a position of its own. Valid until the next call.</summary>
    /// <param name="wait">How long to wait for the first event.</param>
    /// <exception cref="QuernException">The connection is of no use any more; another one may be.</exception>
    IReadOnlyList<FeedBatch> Read(TimeSpan wait);

    /// <summary>Says that what <see cref="Read"/> gave last is durable, so that the log may forget it.</summary>
    void Taken();
}

/// <summary>Events that lie next to each other in a part of a log.</summary>
/// <param name="Events">Those that could be read.</param>
/// <param name="Refused">Those that could not.</param>
/// <param name="Skipped">How many records held no event, and are not meant to.</param>
/// <param name="Position">Where they lie.</param>
public sealed record FeedBatch(EventBatch Events, IReadOnlyList<Refusal> Refused, int Skipped, FeedPosition Position)
{
    /// <summary>Where they go; null where a reader has one target.</summary>
    public FeedTarget? Target { get; init; }

    /// <summary>How many records of the log these are.</summary>
    public int Count => Events.Count + Refused.Count + Skipped;
}

/// <summary>How a reader stands.</summary>
/// <param name="IsReading">Whether it has found its place in the log.</param>
/// <param name="Lag">How many records the log has beyond what was read; null when that is not known.</param>
/// <param name="Trouble">What keeps it from reading now, though the same reader may go on by itself; null when nothing does.</param>
public sealed record FeedHealth(bool IsReading, long? Lag, Finding? Trouble);
