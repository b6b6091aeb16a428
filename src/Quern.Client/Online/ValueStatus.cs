namespace Quern.Client.Online;

/// <summary>Whether there is a value, or why there is none.</summary>
public enum ValueStatus
{
    /// <summary>There is a value.</summary>
    Present,

    /// <summary>What was found is null.</summary>
    NullValue,

    /// <summary>Nothing was seen of the entity, or its key is null.</summary>
    NotFound,

    /// <summary>What was seen is older than the view's time to live.</summary>
    OutsideMaxAge,

    /// <summary>It could not be computed.</summary>
    Invalid,

    /// <summary>An on-demand method threw.</summary>
    Failed,

    /// <summary>The result does not fit its type.</summary>
    Overflow,

    /// <summary>There were more distinct values than are kept exactly.</summary>
    TooManyValues,

    /// <summary>The deadline came before it.</summary>
    TimedOut,

    /// <summary>The deadline came before it; the value is the constant that the service declares for that.</summary>
    Default,

    /// <summary>The deadline came before it; the value is the last good one of the same key.</summary>
    LastGood,
}
