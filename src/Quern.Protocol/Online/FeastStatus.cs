namespace Quern.Protocol.Online;

/// <summary>Which statuses an answer tells.</summary>
public enum FeastStatus
{
    /// <summary>Each as it is: PRESENT, NULL_VALUE, NOT_FOUND, OUTSIDE_MAX_AGE; INVALID for a value that could not be computed.</summary>
    Strict,

    /// <summary>
    /// The two that Feast's Python server sends: PRESENT, also for a null that was found, and NOT_FOUND. A value that is too old or could not be computed is NOT_FOUND, since
    /// it is not sent.
    /// </summary>
    Python,
}
