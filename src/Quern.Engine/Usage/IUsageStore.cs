namespace Quern.Engine.Usage;

/// <summary>Port: where what was counted outlives those who counted it. Several processes may add to one at a time.</summary>
public interface IUsageStore
{
    /// <summary>Adds the counts of a day to what was put of it before: all, or when it throws none.</summary>
    /// <param name="day">The day since 1970; not negative.</param>
    /// <param name="counts">The counts, each of an hour of that day.</param>
    /// <exception cref="QuernException">They cannot be written.</exception>
    void Add(long day, UsageHistory counts);

    /// <summary>All that is kept from an hour since 1970 on; what cannot be understood is left out.</summary>
    /// <exception cref="QuernException">It cannot be read.</exception>
    UsageHistory Read(long fromHour);
}
