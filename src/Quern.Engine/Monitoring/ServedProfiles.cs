using Quern.Engine.Served;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>The profiles of what was served of a service: what is kept, brought up to date by reading only what is not there yet of the log.</summary>
/// <param name="store">Where profiles are kept.</param>
/// <param name="shape">The service as it is now.</param>
/// <param name="width">How long a bucket is.</param>
public sealed class ServedProfiles(IProfileStore store, ServedShape shape, Duration width)
{
    // About so many profiles of fields are in memory while the log is read.
    private const int MostFields = 4_096;

    private readonly ServedProfiler _profiler = new(shape, width);

    /// <summary>The profiles of the buckets that begin in an interval, by the beginning of their bucket; those without rows are left out.</summary>
    /// <param name="history">The log of the service.</param>
    /// <param name="starts">From when until when.</param>
    /// <param name="again">Whether all rows of them are read again.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The log or a profile cannot be read, or a profile cannot be written.</exception>
    public IReadOnlyDictionary<Instant, RowProfile> Load(IServedHistory history, Interval starts, bool again, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var span = history.Span(cancellation);
        return KeptProfiles.Load(store, Subject, starts, again, missing => span is { } there ? Read(history, missing, there, progress, cancellation) : []);
    }

    /// <summary>The profiles that are kept of an interval; nothing is read of the log.</summary>
    /// <exception cref="QuernException">A profile cannot be read.</exception>
    public IReadOnlyDictionary<Instant, RowProfile> Kept(Interval starts) => store.Read(Subject, starts).ToDictionary(bucket => bucket.Start, bucket => bucket.Profile);

    private ProfileSubject Subject => new(shape.Service, _profiler.Form, width);

    private IEnumerable<(Interval, IReadOnlyList<(Instant, RowProfile)>)> Read(IServedHistory history, Interval missing, ServedSpan span, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var stretch = width.Microseconds * Math.Clamp(MostFields / _profiler.Fields.Count, 1, 64);
        var end = new Instant(Math.Min(missing.End.Microseconds, Buckets.StartOf(span.Last, width).Microseconds + width.Microseconds));
        var first = Buckets.StartOf(span.First > missing.Start ? span.First : missing.Start, width);
        for (var start = first; start < end; start = new(Math.Min(start.Microseconds + stretch, end.Microseconds)))
        {
            progress?.Invoke($"profiling {shape.Service}", start.Microseconds - first.Microseconds, end.Microseconds - first.Microseconds);
            var part = new Interval(start, new(Math.Min(start.Microseconds + stretch, end.Microseconds)));
            yield return (part, _profiler.Run(history, part, cancellation));
        }
    }
}
