namespace Quern.Values;

/// <summary>What a feature's value is, or why there is none.</summary>
public enum FeatureStatus : byte
{
    /// <summary>There is a value.</summary>
    Present,

    /// <summary>The row or window was there; the value in it is null.</summary>
    NullValue,

    /// <summary>The key was null, or nothing of it was seen before the instant asked for.</summary>
    NotFound,

    /// <summary>Something was seen, but it is older than the view's time to live.</summary>
    OutsideMaxAge,

    /// <summary>The result does not fit its type: a sum beyond 64 bits. The value is null.</summary>
    Overflow,

    /// <summary>More distinct values than the aggregate keeps exactly. The value is null, not an approximation.</summary>
    TooManyValues,

    /// <summary>An on-demand method threw. The value is null; the message is in the log.</summary>
    Failed,
}
