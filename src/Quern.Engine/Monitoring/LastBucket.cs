using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Which bucket is looked at where nobody says.</summary>
public static class LastBucket
{
    /// <summary>
    /// Of what lives, the last bucket that is over, also when nothing came; of what ended long ago, the last but one that has rows, since the very last may have been cut.
    /// </summary>
    /// <param name="profiles">What there is, by the beginning of its bucket; at least one.</param>
    /// <param name="width">How long a bucket is.</param>
    /// <param name="now">Now.</param>
    /// <param name="past">After how many buckets without anything a source counts as ended.</param>
    public static Instant Of(IReadOnlyDictionary<Instant, RowProfile> profiles, Duration width, Instant now, int past)
    {
        var over = new Instant(now.Floor(width).Microseconds - width.Microseconds);
        Instant[] found = [.. profiles.Keys.OrderDescending().Take(2)];
        return over.Microseconds - found[0].Microseconds < past * width.Microseconds ? over : found[^1];
    }
}
