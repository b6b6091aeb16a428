using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>The log of one part of a stream that several processes share, as its table knows it.</summary>
/// <param name="Number">Which part.</param>
/// <param name="Began">When its first event was known. Another log of the same part, as one that was filled anew, began at another time.</param>
public readonly record struct HistoryPart(int Number, Instant Began);

/// <summary>Events that follow each other in one log, on their way into a table.</summary>
/// <param name="Part">The part whose log it is; null where the stream has one log.</param>
/// <param name="Events">The events, with the columns of <see cref="StreamExport"/>; the receiver's for good.</param>
/// <param name="Next">The number after the last of them.</param>
public sealed record HistoryRun(HistoryPart? Part, EventBatch Events, long Next)
{
    /// <summary>Gets the number of the first of them.</summary>
    public long From => Next - Events.Count;
}
