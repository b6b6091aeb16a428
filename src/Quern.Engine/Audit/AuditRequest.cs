using Quern.Time;

namespace Quern.Engine.Audit;

/// <summary>What of a service's log is to be audited.</summary>
/// <param name="Service">The service.</param>
/// <param name="Served">The instants of the reads.</param>
/// <param name="Now">The instant of the audit.</param>
public sealed record AuditRequest(string Service, Interval Served, Instant Now)
{
    /// <summary>The share of the logged join keys, above 0 and at most 1, that is looked at. Default: all.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>How many vectors are looked at, at most; of more those whose keys have the least hashes. Default: 100,000.</summary>
    public int MostVectors { get; init; } = 100_000;

    /// <summary>How long after its instant a vector may be looked at, at most; a service whose views all wait less for late events is settled sooner. Default: an hour.</summary>
    public Duration Settle { get; init; } = new(3_600 * Instant.PerSecond);

    /// <summary>Whether served values are held against what was known at their instants, as training sets with <c>--as-known</c> have it; otherwise against all that history has by now.</summary>
    public bool AsKnown { get; init; }

    /// <summary>How many values that differ are told one by one, for each view and cause. Default: 3.</summary>
    public int MostExamples { get; init; } = 3;

    /// <summary>For how many vectors that no computation of many at once explains, one is made for each. Default: 1,000.</summary>
    public int MostTrials { get; init; } = 1_000;
}

/// <summary>A service in one version of the registry.</summary>
/// <param name="Version">The version.</param>
/// <param name="Code">The content hash of its compiled definitions; empty where it is not known.</param>
/// <param name="Plan">The service.</param>
public sealed record AuditedVersion(string Version, string Code, Planning.ServicePlan Plan);
