namespace Quern.Engine.Objectives;

/// <summary>How many were good of how many, minute by minute, over the latest <see cref="Minutes"/>. Not safe for use from several threads.</summary>
public sealed class MinuteCounts
{
    /// <summary>For how many minutes counts are kept: four weeks.</summary>
    public const int Minutes = 28 * 24 * 60;

    private readonly (long Minute, long Good, long All)[] _minutes = new (long, long, long)[Minutes];

    /// <summary>Adds what was counted in a minute.</summary>
    /// <param name="minute">The minute since 1970; not negative.</param>
    /// <param name="good">How many were good.</param>
    /// <param name="all">How many there were.</param>
    public void Add(long minute, long good, long all)
    {
        ref var place = ref _minutes[minute % Minutes];
        if (place.Minute > minute) return;
        place = place.Minute == minute ? (minute, place.Good + good, place.All + all) : (minute, good, all);
    }

    /// <summary>What was counted in the latest minutes.</summary>
    /// <param name="last">The last of them.</param>
    /// <param name="minutes">How many, at most <see cref="Minutes"/>.</param>
    public (long Good, long All) Sum(long last, int minutes)
    {
        var (good, all) = (0L, 0L);
        for (var minute = Math.Max(0, last - minutes + 1); minute <= last; minute++)
            if (_minutes[minute % Minutes] is var place && place.Minute == minute)
                (good, all) = (good + place.Good, all + place.All);
        return (good, all);
    }
}
