using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>The profiles of a source: what is kept, brought up to date by reading only what is not there yet.</summary>
/// <param name="store">Where profiles are kept.</param>
/// <param name="reader">Reads the source.</param>
/// <param name="source">The source.</param>
/// <param name="width">How long a bucket is.</param>
public sealed class SourceProfiles(IProfileStore store, ISourceReader reader, SourceDefinition source, Duration width)
{
    private const string Writer = "source";

    // Rows that come late change the latest buckets that are there.
    private const int ReadAgain = 2;

    /// <summary>The profiles of the buckets that begin in an interval.</summary>
    /// <param name="starts">From when until when; the buckets that begin in it are read whole.</param>
    /// <param name="again">Whether all rows of them are read again.</param>
    /// <param name="badRows">Where rows go that cannot be read.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The source or a profile cannot be read, or not be written.</exception>
    public IReadOnlyDictionary<Instant, RowProfile> Load(Interval starts, bool again, BadRows badRows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var profiler = new SourceProfiler(source, width);
        var subject = ProfileSubject.Of(ProfileOrigin.Source, source.Name, profiler.Fields, width);
        var known = again ? [] : store.Read(subject, starts).ToDictionary(bucket => bucket.Start, bucket => bucket.Profile);
        foreach (var missing in Missing(known, starts))
        {
            var (read, total) = (0L, progress is null ? 0 : reader.EstimateRows(source));
            // A bucket without rows at the beginning says from when on all are there.
            store.Put(subject, missing.Start, Writer, profiler.NewProfile(missing.Start));
            foreach (var (start, profile) in profiler.Run(reader, missing, badRows, count => progress?.Invoke($"profiling {source.Name}", Interlocked.Add(ref read, count), total), cancellation))
            {
                store.Put(subject, start, Writer, profile);
                known[start] = profile;
            }
        }

        return known.Where(bucket => bucket.Value.Rows > 0).ToDictionary();
    }

    // Before the first bucket that is there, and from the latest ones on.
    private IEnumerable<Interval> Missing(Dictionary<Instant, RowProfile> known, Interval starts)
    {
        var end = new Instant(starts.End.Floor(width) < starts.End ? starts.End.Floor(width).Microseconds + width.Microseconds : starts.End.Microseconds);
        if (known.Count == 0) return [new(starts.Start.Floor(width), end)];
        Interval[] missing = [new(starts.Start.Floor(width), known.Keys.Min()), new(new(known.Keys.Max().Microseconds - ((ReadAgain - 1) * width.Microseconds)), end)];
        return missing.Where(interval => !interval.IsEmpty);
    }
}
