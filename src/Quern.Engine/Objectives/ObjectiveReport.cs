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
