namespace Quern.Engine.Objectives;

/// <summary>
/// How fast failures use up what the target allows: 1 would use it up in just four weeks. It is on while both the window and the last part of it are above the limit, so that it begins soon and
/// ends soon (B. Beyer et al., "The Site Reliability Workbook", 2018, chapter 5: multiwindow, multi-burn-rate alerts).
/// </summary>
/// <param name="Name"><see cref="Fast"/>, which uses a fiftieth of all within an hour, or <see cref="Slow"/>, a twentieth within six.</param>
/// <param name="Window">Over how long it is measured.</param>
/// <param name="Rate">The rate over the window; 0 when nothing was counted.</param>
/// <param name="RecentRate">The rate over its last twelfth.</param>
/// <param name="Limit">The rate above which it is on.</param>
public sealed record BurnRate(string Name, TimeSpan Window, double Rate, double RecentRate, double Limit)
{
    /// <summary>The name of the burn that is looked for over an hour.</summary>
    public const string Fast = "fast";

    /// <summary>The name of the burn that is looked for over six hours.</summary>
    public const string Slow = "slow";

    private const int Parts = 12;

    // A fiftieth of four weeks' failures within one hour, a twentieth within six: 672 / 50 and 672 / 20 / 6.
    internal static readonly (string Name, int Minutes, double Limit)[] Windows = [(Fast, 60, 13.44), (Slow, 360, 5.6)];

    /// <summary>Gets whether it is on.</summary>
    public bool IsOn => Rate > Limit && RecentRate > Limit;

    internal static BurnRate Of((string Name, int Minutes, double Limit) window, MinuteCounts counts, long minute, double allowed) =>
        new(window.Name, TimeSpan.FromMinutes(window.Minutes), RateOf(counts.Sum(minute, window.Minutes), allowed), RateOf(counts.Sum(minute, window.Minutes / Parts), allowed), window.Limit);

    private static double RateOf((long Good, long All) counted, double allowed) => counted.All == 0 ? 0 : (counted.All - counted.Good) / (double)counted.All / allowed;
}
