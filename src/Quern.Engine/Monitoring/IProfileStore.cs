using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Port: where profiles are kept, one for each bucket of time that has rows. Safe for use from several threads and processes.</summary>
public interface IProfileStore
{
    /// <summary>Puts the profiles of an interval in place of those that are there; buckets without one have no rows any more.</summary>
    /// <param name="subject">Whose profiles.</param>
    /// <param name="starts">The interval in which their buckets begin.</param>
    /// <param name="profiles">The profiles by the beginning of their bucket, in the order of time; all in the interval.</param>
    /// <exception cref="QuernException">They cannot be written; what was before may be there in part, and is not told of by <see cref="Covered"/>.</exception>
    void Replace(ProfileSubject subject, Interval starts, IReadOnlyList<(Instant Start, RowProfile Profile)> profiles);

    /// <summary>The intervals that were put, up to the last bucket with rows: where no profile is in them, there are no rows. Apart from each other, in the order of time.</summary>
    /// <exception cref="QuernException">It cannot be read.</exception>
    IReadOnlyList<Interval> Covered(ProfileSubject subject);

    /// <summary>Up to which event of a stream the profiles are, as the last <see cref="TryAdd"/> left them; null where that is not known.</summary>
    /// <exception cref="QuernException">It cannot be read.</exception>
    long? StreamEnd(ProfileSubject subject);

    /// <summary>Adds what came of a stream to the profiles that are there: those of the same bucket are merged.</summary>
    /// <param name="subject">Whose profiles.</param>
    /// <param name="from">Up to which event the profiles must be; null for whatever there is, which is taken away first.</param>
    /// <param name="to">Up to which event they are then.</param>
    /// <param name="profiles">The profiles of the events between, by the beginning of their bucket.</param>
    /// <returns>False, and nothing changes, when they are not up to there: somebody else added meanwhile.</returns>
    /// <exception cref="QuernException">They cannot be written; <see cref="StreamEnd"/> is not known then.</exception>
    bool TryAdd(ProfileSubject subject, long? from, long to, IReadOnlyList<(Instant Start, RowProfile Profile)> profiles);

    /// <summary>The profiles whose buckets begin in an interval, in the order of time.</summary>
    /// <exception cref="QuernException">One cannot be read.</exception>
    IReadOnlyList<(Instant Start, RowProfile Profile)> Read(ProfileSubject subject, Interval starts);
}

/// <summary>Of what there are profiles. Those of other fields are of another subject, since they cannot be merged.</summary>
/// <param name="Source">The source.</param>
/// <param name="Fields">What is looked at of each row.</param>
/// <param name="Width">How long a bucket is.</param>
public sealed record ProfileSubject(string Source, string Fields, Duration Width)
{
    /// <summary>The subject of rows with these fields.</summary>
    public static ProfileSubject Of(string source, IEnumerable<(string Name, Values.DataType Type)> fields, Duration width) =>
        new(source, string.Join(", ", fields.Select(field => $"{field.Name} {field.Type}")), width);
}
