using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>The buckets that are told of: of what lives the latest that are over, of what ended long ago the last that there are.</summary>
/// <param name="Profiles">What they are like, and as many before them as it takes to judge them; where there is none there were no rows.</param>
/// <param name="Starts">When they begin, in the order of time.</param>
internal sealed record WatchedBuckets(IReadOnlyDictionary<Instant, RowProfile> Profiles, IReadOnlyList<Instant> Starts)
{
    /// <summary>Loads them.</summary>
    /// <param name="load">Gives the profiles of the buckets that begin in an interval.</param>
    /// <param name="width">How long a bucket is.</param>
    /// <param name="past">How many buckets before one it takes to judge it.</param>
    /// <param name="shown">How many are told of, at most.</param>
    /// <param name="now">Now.</param>
    internal static WatchedBuckets Load(Func<Interval, IReadOnlyDictionary<Instant, RowProfile>> load, Duration width, int past, int shown, Instant now)
    {
        var first = Math.Max(now.Floor(width).Microseconds - ((past + shown) * width.Microseconds), Instant.Min.Microseconds);
        var profiles = load(new(new(first), now));
        if (profiles.Count == 0) profiles = load(new(Instant.Min, now));
        return new(profiles, profiles.Count == 0 ? [] : Buckets.Last(LastBucket.Of(profiles, width, now, past), shown, profiles.Keys.Min(), width));
    }
}
