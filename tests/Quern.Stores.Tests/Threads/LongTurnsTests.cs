using System.Globalization;
using Quern.Stores.Threads;

namespace Quern.Stores.Tests.Threads;

public sealed class LongTurnsTests
{
    // What the kernel says of the thread that asks.
    private const string Scheduling = "/proc/thread-self/sched";
    private const string Turn = "se.slice";

    [Fact]
    public void Take_ChangesTheTurnsOfThatThread_AndOfNoneThatItStarts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(6, 12) && File.Exists(Scheduling), "this system does not tell how long turns are");
        var usual = On(() => Read(Turn));
        var (taken, nice, started) = On(() =>
        {
            var before = Read("prio");
            LongTurns.Take();
            return (Read(Turn), Read("prio") - before, On(() => Read(Turn)));
        });
        taken.ShouldBe(100_000_000);
        nice.ShouldBe(0);
        started.ShouldBe(usual);
        On(() => Read(Turn)).ShouldBe(usual);
    }

    [Fact]
    public void Take_Twice_OrWhereNothingIsKnownOfTurns_IsNoMatter() => On(() =>
    {
        LongTurns.Take();
        LongTurns.Take();
        return true;
    }).ShouldBeTrue();

    private static long Read(string name) => long.Parse(File.ReadLines(Scheduling).Single(line => line.Split(':')[0].Trim() == name).Split(':')[1], CultureInfo.InvariantCulture);

    private static T On<T>(Func<T> work)
    {
        var result = default(T);
        var thread = new Thread(() => result = work());
        thread.Start();
        thread.Join();
        return result!;
    }
}
