namespace Quern.Engine.Streams;

/// <summary>How far a stream's table is: for each log that it is made of the number of the first event that it does not have.</summary>
/// <param name="Whole">Of the one log of a stream that is not shared; 0 for nothing of it.</param>
/// <param name="Parts">Of the parts of a stream that is; those of which there is nothing are not in it.</param>
public sealed record HistoryEnds(long Whole, IReadOnlyDictionary<HistoryPart, long> Parts)
{
    /// <summary>Gets those of a table that is not there.</summary>
    public static HistoryEnds None { get; } = new(0, new Dictionary<HistoryPart, long>());

    /// <summary>The one of a log.</summary>
    /// <param name="part">The part whose log it is; null where the stream has one log.</param>
    public long Of(HistoryPart? part) => part is { } own ? Parts.GetValueOrDefault(own) : Whole;
}
