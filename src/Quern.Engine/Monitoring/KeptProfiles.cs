using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Profiles that are kept, brought up to date by reading only what is not there yet.</summary>
internal static class KeptProfiles
{
    // Rows that come late change the latest buckets that are there.
    private const int ReadAgain = 2;

    /// <summary>The profiles of the buckets that begin in an interval, by the beginning of their bucket; those without rows are left out.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="subject">Whose profiles.</param>
    /// <param name="starts">From when until when.</param>
    /// <param name="again">Whether all of them are made again.</param>
    /// <param name="read">Makes those of an interval that are not there: stretches of it one after the other, each with its profiles.</param>
    public static IReadOnlyDictionary<Instant, RowProfile> Load(
        IProfileStore store, ProfileSubject subject, Interval starts, bool again, Func<Interval, IEnumerable<(Interval Starts, IReadOnlyList<(Instant Start, RowProfile Profile)> Profiles)>> read)
    {
        var whole = new Interval(Buckets.StartOf(Max(starts.Start, Instant.Min), subject.Width), Min(starts.End, Instant.Max));
        foreach (var missing in again ? [whole] : Missing(whole, store.Covered(subject), subject.Width))
            foreach (var (stretch, profiles) in read(missing))
                store.Replace(subject, stretch, profiles);
        return store.Read(subject, whole).ToDictionary(bucket => bucket.Start, bucket => bucket.Profile);
    }

    // What no interval covers; of each, the last buckets count as not there.
    private static List<Interval> Missing(Interval whole, IReadOnlyList<Interval> covered, Duration width)
    {
        var (missing, from) = (new List<Interval>(), whole.Start);
        foreach (var interval in covered)
        {
            var end = new Instant(interval.End.Microseconds - (ReadAgain * width.Microseconds));
            if (end <= from || interval.Start >= whole.End) continue;
            if (interval.Start > from) missing.Add(new(from, interval.Start));
            from = end;
        }

        if (from < whole.End) missing.Add(new(from, whole.End));
        return missing;
    }

    private static Instant Max(Instant left, Instant right) => left > right ? left : right;

    private static Instant Min(Instant left, Instant right) => left < right ? left : right;
}
