using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>Of which stretch of time rows together are judged.</summary>
/// <param name="From">From when on; null for all that is read, where nothing is known of what was before.</param>
/// <param name="AsOf">As of when, which is the end: events from it on have not happened yet. Null where only what lies between events is judged.</param>
internal sealed record SeriesRange(Instant? From, Instant? AsOf)
{
    /// <summary>The range of an interval; what begins with time itself has nothing before it.</summary>
    public static SeriesRange Of(Interval? times) => new(times is { } given && given.Start > Instant.Min ? given.Start : null, times?.End);

    /// <summary>Gets from when on what is not as it should be pauses: whoever resumed the views has looked at what was before.</summary>
    public Instant SeenTo { get; init; } = Instant.Min;

    /// <summary>Gets how many rows with a key are looked at, where they must be kept; of more a sample is.</summary>
    public int MostRows { get; init; } = 1 << 21;

    /// <summary>Whether what ends at an instant is told of: what ended before was told of then.</summary>
    public bool Tells(Instant end) => From is not { } from || end > from;
}
