namespace Quern.Engine.Objectives;

/// <summary>How an objective stands.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Good">How many were good within four weeks.</param>
/// <param name="All">How many there were.</param>
/// <param name="BudgetLeft">The share of the failures which the target allows for what there was that has not been used: 1 for none used, below 0 when the target is missed.</param>
/// <param name="Burns">How fast it is used now: first fast, then slowly.</param>
public sealed record ObjectiveReport(Objective Objective, long Good, long All, double BudgetLeft, IReadOnlyList<BurnRate> Burns)
{
    /// <summary>Gets the fastest burn that is on; null while none is.</summary>
    public BurnRate? Burning => Burns.FirstOrDefault(burn => burn.IsOn);

    /// <summary>The report for the counts of an objective.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="counts">What was counted for it.</param>
    /// <param name="minute">The minute since 1970 that it is now.</param>
    public static ObjectiveReport Of(Objective objective, MinuteCounts counts, long minute)
    {
        var (good, all) = counts.Sum(minute, MinuteCounts.Minutes);
        var allowed = 1 - objective.Target;
        return new(objective, good, all, all == 0 ? 1 : 1 - ((all - good) / (double)all / allowed), [.. BurnRate.Windows.Select(window => BurnRate.Of(window, counts, minute, allowed))]);
    }
}

/// <summary>
/// How fast failures use up what the target allows: 1 would use it up in just four weeks. It is on while both the window and the last part of it are above the limit, so that it begins soon and
/// ends soon (B. Beyer et al., "The Site Reliability Workbook", 2018, chapter 5: multiwindow, multi-burn-rate alerts).
/// </summary>
/// <param name="Name">The burn: <c>fast</c> uses a fiftieth of all within an hour, <c>slow</c> a twentieth within six.</param>
/// <param name="Window">Over how long it is measured.</param>
/// <param name="Rate">The rate over the window; 0 when nothing was counted.</param>
/// <param name="RecentRate">The rate over its last twelfth.</param>
/// <param name="Limit">The rate above which it is on.</param>
public sealed record BurnRate(string Name, TimeSpan Window, double Rate, double RecentRate, double Limit)
{
    private const int Parts = 12;

    // A fiftieth of four weeks' failures within one hour, a twentieth within six: 672 / 50 and 672 / 20 / 6.
    internal static readonly (string Name, int Minutes, double Limit)[] Windows = [("fast", 60, 13.44), ("slow", 360, 5.6)];

    /// <summary>Gets whether it is on.</summary>
    public bool IsOn => Rate > Limit && RecentRate > Limit;

    internal static BurnRate Of((string Name, int Minutes, double Limit) window, MinuteCounts counts, long minute, double allowed) =>
        new(window.Name, TimeSpan.FromMinutes(window.Minutes), RateOf(counts.Sum(minute, window.Minutes), allowed), RateOf(counts.Sum(minute, window.Minutes / Parts), allowed), window.Limit);

    private static double RateOf((long Good, long All) counted, double allowed) => counted.All == 0 ? 0 : (counted.All - counted.Good) / (double)counted.All / allowed;
}
