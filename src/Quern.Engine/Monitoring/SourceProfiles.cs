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
    // What was read of a stream stays, if the reading is ended.
    private const long Piece = 1 << 20;

    /// <summary>The profiles of the buckets that begin in an interval, by the beginning of their bucket; those without rows are left out.</summary>
    /// <param name="starts">From when until when.</param>
    /// <param name="again">Whether all rows of them are read again.</param>
    /// <param name="badRows">Where rows go that cannot be read.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The source or a profile cannot be read, rows are bad and they are to fail, or a profile cannot be written.</exception>
    public IReadOnlyDictionary<Instant, RowProfile> Load(Interval starts, bool again, BadRows badRows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var profiler = new SourceProfiler(source, width);
        var subject = ProfileSubject.Of(source.Name, profiler.Fields, width);
        if (source.Format == SourceFormat.Stream) return LoadStream(profiler, subject, starts, again, badRows, progress, cancellation);
        return KeptProfiles.Load(store, subject, starts, again, missing =>
        {
            var (read, total) = (0L, progress is null ? 0 : reader.EstimateRows(source));
            return [(missing, profiler.Run(reader, missing, badRows, count => progress?.Invoke($"profiling {source.Name}", Interlocked.Add(ref read, count), total), cancellation))];
        });
    }

    // What comes of a stream comes behind what was there, whatever its event time: each event is read once.
    private IReadOnlyDictionary<Instant, RowProfile> LoadStream(SourceProfiler profiler, ProfileSubject subject, Interval starts, bool again, BadRows badRows, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (snapshot, read) = (reader.Snapshot(source), 0L);
        // Of parts that grow each by itself there is no piece that is new: all is read again.
        var (end, isWhole) = (snapshot.StreamEnd, snapshot.PartEnds.Count > 0);
        while (true)
        {
            var known = again ? null : store.StreamEnd(subject);
            // A log that is shorter than it was is another log.
            if (known > end) known = null;
            if (known == end) break;
            if (isWhole) known = null;
            var from = known ?? 0;
            var to = isWhole ? end : Math.Min(end, from + Piece);
            var profiles = profiler.Run(reader, null, badRows, count => progress?.Invoke($"profiling {source.Name}", read += count, end), cancellation, (from, to));
            if (store.TryAdd(subject, known, to, profiles)) again = false;
        }

        return store.Read(subject, starts).ToDictionary(bucket => bucket.Start, bucket => bucket.Profile);
    }
}
