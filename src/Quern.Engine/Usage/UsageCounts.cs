namespace Quern.Engine.Usage;

/// <summary>How much was done.</summary>
/// <param name="Requests">Requests that were answered, training sets that were made, or runs that materialized.</param>
/// <param name="Rows">Rows that were answered or made; of a write the events that came in.</param>
/// <param name="Values">Values of features that those rows needed; of a write the records of online state.</param>
/// <param name="Bytes">Bytes that were answered or made; of a write those of the records, keys included.</param>
/// <param name="Ticks">Time in ticks of 100 ns: of reads that between request and answer, of all else processor time.</param>
/// <param name="Scanned">Rows of sources that were read for it.</param>
public readonly record struct UsageCounts(long Requests, long Rows, long Values, long Bytes, long Ticks, long Scanned)
{
    /// <summary>Both together.</summary>
    public static UsageCounts operator +(UsageCounts left, UsageCounts right) => new(
        left.Requests + right.Requests, left.Rows + right.Rows, left.Values + right.Values, left.Bytes + right.Bytes, left.Ticks + right.Ticks, left.Scanned + right.Scanned);

    /// <summary>Both together.</summary>
    public static UsageCounts Add(UsageCounts left, UsageCounts right) => left + right;

    /// <summary>Gets the time.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Ticks);
}
