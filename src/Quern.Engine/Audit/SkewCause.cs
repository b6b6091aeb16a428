namespace Quern.Engine.Audit;

/// <summary>Why a served value is not what history gives, in the order in which causes are tried.</summary>
public enum SkewCause
{
    /// <summary>A deadline cut the value off: a default, a last good value or nothing stood for it.</summary>
    Default,

    /// <summary>An event was known only after the instant of the read, or came too late for the view's online state; without it history gives what was served.</summary>
    LateEvent,

    /// <summary>Another version of the registry answered; by its definitions history gives what was served.</summary>
    Version,

    /// <summary>Online state had not come as far as the instant; up to where it had come history gives what was served.</summary>
    StaleSource,

    /// <summary>The version that answered has other compiled definitions now than it had then.</summary>
    ChangedCode,

    /// <summary>One side takes the row for too old and the other does not.</summary>
    Ttl,

    /// <summary>Online state did not have an event that history has, or had one that history does not have.</summary>
    DroppedEvent,

    /// <summary>Nothing of that explains it.</summary>
    Unknown,
}

/// <summary>What causes are called, and which of them a gate counts.</summary>
public static class SkewCauses
{
    /// <summary>The name of a cause: lower snake case.</summary>
    public static string Name(this SkewCause cause) => cause switch
    {
        SkewCause.Default => "default",
        SkewCause.LateEvent => "late_event",
        SkewCause.Version => "version",
        SkewCause.StaleSource => "stale_source",
        SkewCause.ChangedCode => "changed_code",
        SkewCause.Ttl => "ttl",
        SkewCause.DroppedEvent => "dropped_event",
        _ => "unknown",
    };

    /// <summary>Whether a value was served as the project says it is to be: a declared fallback, and what was known by then, which training sets with <c>--as-known</c> have too.</summary>
    public static bool IsByDesign(this SkewCause cause) => cause is SkewCause.Default or SkewCause.LateEvent;
}
