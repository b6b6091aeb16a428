namespace Quern.Schema;

/// <summary>What a whole number counts when it stands for an instant since 1970-01-01T00:00:00Z.</summary>
public enum EpochUnit
{
    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Microseconds.</summary>
    Microseconds,

    /// <summary>Nanoseconds; digits below a microsecond are floored.</summary>
    Nanoseconds,
}
