using Quern.Profiles;
using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>Port: where profiles are kept, one for each bucket of time and writer. Safe for use from several threads and processes.</summary>
public interface IProfileStore
{
    /// <summary>Puts a profile in place of the one that the writer has for the bucket.</summary>
    /// <exception cref="QuernException">It cannot be written.</exception>
    void Put(ProfileSubject subject, Instant start, string writer, RowProfile profile);

    /// <summary>The profiles whose buckets begin in an interval, those of all writers merged, in the order of time. Buckets without rows are left out.</summary>
    /// <exception cref="QuernException">One cannot be read.</exception>
    IReadOnlyList<(Instant Start, RowProfile Profile)> Read(ProfileSubject subject, Interval starts);
}

/// <summary>What rows a profile is of.</summary>
public enum ProfileOrigin
{
    /// <summary>The rows of a source, as a batch reads them.</summary>
    Source,

    /// <summary>The events that came to a stream.</summary>
    Stream,

    /// <summary>The vectors that were served of a service.</summary>
    Served,
}

/// <summary>Of what there are profiles. Those of other fields are of another subject, since they cannot be merged.</summary>
/// <param name="Origin">Where the rows are from.</param>
/// <param name="Name">The source, stream or service.</param>
/// <param name="Fields">What is looked at of each row.</param>
/// <param name="Width">How long a bucket is.</param>
public sealed record ProfileSubject(ProfileOrigin Origin, string Name, string Fields, Duration Width)
{
    /// <summary>The subject of rows with these fields.</summary>
    public static ProfileSubject Of(ProfileOrigin origin, string name, IEnumerable<(string Name, Values.DataType Type)> fields, Duration width) =>
        new(origin, name, string.Join(", ", fields.Select(field => $"{field.Name} {field.Type}")), width);
}
