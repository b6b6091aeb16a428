namespace Quern.Engine.Objectives;

/// <summary>What a service level is measured by: each time something is good or it is not.</summary>
public enum ObjectiveKind
{
    /// <summary>Reads of a service answered within a time.</summary>
    Latency,

    /// <summary>Reads of a service that were answered, or refused for a fault of the caller's.</summary>
    Errors,

    /// <summary>Minutes in which a view was no older than a time.</summary>
    Freshness,

    /// <summary>Minutes in which 99 of a hundred events of a stream could be read within a time.</summary>
    Ingestion,

    /// <summary>Audited values of a service that were served as history has them.</summary>
    Skew,
}
