namespace Quern.Drift;

/// <summary>What went wrong, as the shifts together tell it.</summary>
public enum Cause
{
    /// <summary>No rows came, or none after some hour.</summary>
    LateSource,

    /// <summary>Rows came twice.</summary>
    RepeatedRows,

    /// <summary>Event times are earlier or later than they should be.</summary>
    ShiftedClock,

    /// <summary>Values are missing.</summary>
    MissingValues,

    /// <summary>Values are NaN or infinite.</summary>
    NotFiniteValues,

    /// <summary>The same value again and again.</summary>
    StuckValue,

    /// <summary>All values are multiplied by a number.</summary>
    UnitChange,

    /// <summary>A category goes by another name.</summary>
    RenamedCategory,

    /// <summary>The rows of a category are missing.</summary>
    MissingCategory,

    /// <summary>Values came that never were.</summary>
    NewValues,

    /// <summary>There are more, fewer or other rows than usual, at other hours or of other categories.</summary>
    Population,

    /// <summary>The values moved, for none of the other reasons.</summary>
    Drift,
}

/// <summary>Something that went wrong: what it is, where it is seen best, and what else moved because of it.</summary>
/// <param name="Cause">What went wrong.</param>
/// <param name="IsFault">Whether it is a fault of the data, which somebody should mend; otherwise the world has moved, which somebody may want to know.</param>
/// <param name="Root">The shift that tells it best.</param>
/// <param name="Folded">What else moved because of it, the least probable first.</param>
/// <param name="Detail">What makes it this cause, in a few words: <c>times 1.61</c>, <c>now 'US'</c>.</param>
public sealed record Incident(Cause Cause, bool IsFault, Shift Root, IReadOnlyList<Shift> Folded, string Detail);
