using System.Runtime.InteropServices;

namespace Quern.Stores.Threads;

/// <summary>
/// Lets a thread that works in bulk have its core for long, so that it is interrupted by whoever wakes and wants it for less: those who answer requests. Since 6.12 Linux asks how long a thread's turns are
/// (<see href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr</see>), and lets one of shorter turns in at once; otherwise it waits for the end of a turn, 4 milliseconds where a kernel ticks 250 times a second.
/// Before, and elsewhere, nothing changes. Nobody gets more of the processors, or less.
/// </summary>
public static partial class LongTurns
{
    // The longest that there are.
    private const ulong Nanoseconds = 100_000_000;
    private const ulong ResetOnFork = 1;
    private const uint UsualPolicy = 0;

    /// <summary>Takes long turns from now on, on the thread that calls. Threads that it starts have the usual ones. Where the system refuses, as some containers' does, all stays as it is.</summary>
    public static void Take()
    {
        if (Numbers is not var (get, set)) return;
        var now = new Attributes();
        if (Get(get, 0, ref now, (uint)Marshal.SizeOf<Attributes>(), 0) != 0 || now.Policy != UsualPolicy) return;
        // Who is nice stays so.
        _ = Set(set, 0, now with { Flags = now.Flags | ResetOnFork, Runtime = Nanoseconds }, 0);
    }

    // The C library has had functions for them only since 2.41.
    private static (nint Get, nint Set)? Numbers => !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Get(nint number, int thread, ref Attributes attributes, uint size, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Set(nint number, int thread, in Attributes attributes, uint flags);

    // struct sched_attr, of which all versions begin alike.
    private record struct Attributes(uint Size, uint Policy, ulong Flags, int Nice, uint Priority, ulong Runtime, ulong Deadline, ulong Period);
}
