using System.Diagnostics;
using System.Globalization;

namespace Quern.Benchmarks.TrainingSets;

/// <summary>What one run took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="Processor">Of processors' time, which other work on the machine changes less.</param>
/// <param name="Peak">The largest working set, in bytes.</param>
internal readonly record struct Measure(double Seconds, double Processor, long Peak)
{
    public static Measure Of(Action work)
    {
        GC.Collect();
        // Linux forgets the peak so far.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var process = Process.GetCurrentProcess();
        var (processor, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        work();
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return new(seconds, (process.TotalProcessorTime - processor).TotalSeconds, HighWater());
    }

    /// <summary>The best of each.</summary>
    public static Measure Best(IReadOnlyList<Measure> runs) => new(runs.Min(run => run.Seconds), runs.Min(run => run.Processor), runs.Min(run => run.Peak));

    private static long HighWater()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan(6).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
        return 0;
    }
}
