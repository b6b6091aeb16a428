using System.Runtime.InteropServices;

namespace Quern.Benchmarks.Http;

/// <summary>The kernel's monotonic clock in nanoseconds, and sleep until an instant of it: what the runtime offers is a millisecond coarse.</summary>
internal static unsafe partial class MonotonicTime
{
    private const int Monotonic = 1;
    private const int Absolute = 1;
    private const long PerSecond = 1_000_000_000;

    public static long Now
    {
        get
        {
            Timespec time;
            if (GetTime(Monotonic, &time) != 0) throw new InvalidOperationException("The monotonic clock cannot be read.");
            return (time.Seconds * PerSecond) + time.Nanoseconds;
        }
    }

    /// <summary>Sleeps, if the instant is to come.</summary>
    public static void SleepUntil(long instant)
    {
        var until = new Timespec(instant / PerSecond, instant % PerSecond);
        while (Now < instant && Sleep(Monotonic, Absolute, &until, null) != 0) { }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Timespec* time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int Sleep(int clock, int flags, Timespec* until, Timespec* left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
