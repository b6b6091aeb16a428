using Quern.Engine.Streams;

namespace Quern.Engine.Tests.Streams;

public sealed class RestedWorkTests
{
    private readonly FakeTimer _time = new();

    [Fact]
    public void Work_RestsAsLongAsItsShareAsks()
    {
        var (work, done) = (new RestedWork(0.25, _time), 0);
        void Second() => work.Do(() =>
        {
            done++;
            _time.Advance(TimeSpan.FromSeconds(1));
        });

        Second();
        Second();
        _time.Advance(TimeSpan.FromMilliseconds(2_999));
        Second();
        done.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Second();
        done.ShouldBe(2);
    }

    [Fact]
    public void WorkThatTakesNoTime_NeedsNoRest()
    {
        var (work, done) = (new RestedWork(0.1, _time), 0);
        for (var i = 0; i < 3; i++) work.Do(() => done++);
        done.ShouldBe(3);
    }

    [Fact]
    public void LongWork_RestsInBetween_ButNotOnceAStopIsWishedFor()
    {
        using var stop = new CancellationTokenSource();
        var time = TimeProvider.System;
        var (began, worked) = (0L, TimeSpan.Zero);
        var rested = new RestedWork(0.25, time);
        rested.Do(() =>
        {
            began = time.GetTimestamp();
            worked = Spin(time);
            rested.Breathe(stop.Token);
        });
        time.GetElapsedTime(began).ShouldBeGreaterThan(worked * 3);

        stop.Cancel();
        var tired = new RestedWork(1e-5, time);
        // Else it would rest for most of an hour.
        tired.Do(() =>
        {
            Spin(time);
            tired.Breathe(stop.Token);
        });
    }

    private static TimeSpan Spin(TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < TimeSpan.FromMilliseconds(25)) Thread.SpinWait(100);
        return time.GetElapsedTime(began);
    }
}
