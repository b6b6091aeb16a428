using Quern.Time;

namespace Quern.Engine.Monitoring;

/// <summary>
/// Cuts the rows of a training set into blocks of time: as short as the buckets that are compared with them later, but not so short that a block says nothing, nor so many that they cost much. Days, where
/// there are enough of them and each has rows enough; longer ones of many years or few rows, shorter ones of a few days.
/// </summary>
internal static class TrainingBlocks
{
    private const long Minute = 60 * Instant.PerSecond;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const int FirstTried = 3;
    private const int MostBlocks = 400;
    private const int LeastRows = 50;

    // Each is a whole number of those before it.
    private static readonly long[] Widths = [15 * Minute, Hour, 6 * Hour, Day, 7 * Day, 28 * Day, 112 * Day];

    /// <summary>The blocks of rows.</summary>
    /// <param name="times">The instant of each row, in microseconds.</param>
    /// <returns>How long a block is, when each with rows begins, and by row which it belongs to.</returns>
    public static (Duration Width, IReadOnlyList<Instant> Starts, int[] BlockOf) Of(ReadOnlySpan<long> times)
    {
        var sorted = times.ToArray();
        Array.Sort(sorted);
        var width = new Duration(Widths[Choose(sorted)]);
        var starts = new List<Instant>();
        foreach (var time in sorted)
            if (Buckets.StartOf(new(time), width) is var start && (starts.Count == 0 || starts[^1] != start))
                starts.Add(start);
        var blockOf = new int[times.Length];
        for (var row = 0; row < blockOf.Length; row++) blockOf[row] = starts.BinarySearch(Buckets.StartOf(new(times[row]), width));
        return (width, starts, blockOf);
    }

    private static int Choose(long[] sorted)
    {
        var most = Math.Min(MostBlocks, sorted.Length / LeastRows);
        var chosen = FirstTried;
        while (chosen < Widths.Length - 1 && Count(sorted, chosen) > most) chosen++;
        // Too few to learn from: shorter ones, as long as they have rows enough.
        while (chosen > 0 && Count(sorted, chosen) < Drift.Calibration.Least && Count(sorted, chosen - 1) <= most) chosen--;
        return chosen;
    }

    private static int Count(long[] sorted, int width)
    {
        var (count, before) = (0, long.MinValue);
        foreach (var time in sorted)
            if (Buckets.StartOf(new(time), new(Widths[width])).Microseconds is var start && start != before)
                (count, before) = (count + 1, start);
        return count;
    }
}
