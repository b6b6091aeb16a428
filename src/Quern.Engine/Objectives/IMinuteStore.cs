namespace Quern.Engine.Objectives;

/// <summary>Port: where counts by minute outlive a server. For one process at a time.</summary>
public interface IMinuteStore
{
    /// <summary>All counts of a measure that were put and are not older than four weeks; what cannot be understood is left out.</summary>
    /// <exception cref="QuernException">They cannot be read.</exception>
    MinuteCounts Read(string measure);

    /// <summary>Adds counts of a minute to what was put of it before.</summary>
    /// <param name="measure">What was counted, as <see cref="Objective.Measure"/> names it.</param>
    /// <param name="minute">The minute since 1970; not negative.</param>
    /// <param name="good">How many were good.</param>
    /// <param name="all">How many there were.</param>
    /// <exception cref="QuernException">They cannot be written.</exception>
    void Add(string measure, long minute, long good, long all);
}
