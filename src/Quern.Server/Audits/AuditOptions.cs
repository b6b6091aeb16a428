using Quern.Engine.Streams;
using Quern.Time;

namespace Quern.Server.Audits;

/// <summary>How a server audits what it has served.</summary>
public sealed record AuditOptions
{
    /// <summary>The share of the logged join keys that is looked at. Default: a tenth.</summary>
    public double Sample { get; init; } = 0.1;

    /// <summary>How many vectors of a service are looked at each time, at most. Default: 1,000.</summary>
    public int MostVectors { get; init; } = 1_000;

    /// <summary>How long after its instant a vector is looked at, at most; sooner where all views of the service wait less for late events. Default: an hour.</summary>
    public Duration Settle { get; init; } = new(3_600 * Instant.PerSecond);

    /// <summary>Whether served values are held against what was known at their instants. Default: against all that history has.</summary>
    public bool AsKnown { get; init; }

    /// <summary>How long it rests between two times. Default: a minute.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of its time that the one thread which audits may work; it rests for the remainder. Default: a twentieth of the machine's processors, at most all of one.</summary>
    public double Share { get; init; } = RestedWork.UsualShare;

    /// <summary>About how many bytes events and results may take together, and DuckDB's buffers as many again. Default: 256 MiB.</summary>
    public long MemoryBytes { get; init; } = 256 << 20;
}
