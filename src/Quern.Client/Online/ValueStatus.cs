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
}
