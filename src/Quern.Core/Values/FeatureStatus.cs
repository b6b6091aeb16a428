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

    /// <summary>A deadline came before the value, and no fallback of the service stands for it. The value is null.</summary>
    TimedOut,

    /// <summary>A deadline came before the value; the value is the constant that the service declares for that.</summary>
    Default,

    /// <summary>A deadline came before the value; the value is the last good one that was answered for the same key.</summary>
    LastGood,
}

/// <summary>What statuses mean.</summary>
public static class FeatureStatuses
{
    /// <summary>Whether there is a value: the feature's own, or one that stands for it.</summary>
    public static bool HasValue(this FeatureStatus status) => status is FeatureStatus.Present or FeatureStatus.Default or FeatureStatus.LastGood;
}
