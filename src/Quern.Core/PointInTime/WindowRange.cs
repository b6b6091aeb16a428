using Quern.Time;

namespace Quern.PointInTime;

/// <summary>
/// Which events are in one window at an instant, as one rule for every way of computing it: an event is inside from the first instant at which it has happened
/// (before the window's end, which is exclusive) to the last at which it is not yet before the window's tail. All in microseconds.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Hop">What the tail is rounded down to multiples of; null for exact.</param>
/// <param name="MaxAge">How old an event may be to count at all; null for any age. It is a tail too, so that a hop rounds it.</param>
public readonly record struct WindowRange(Window Window, Duration? Hop, Duration? MaxAge)
{
    /// <summary>The first instant that sees an event of the given time.</summary>
    public long Enters(long eventTime) => eventTime + Window.Offset.Microseconds + 1;

    /// <summary>The first instant that no longer sees it; <see cref="long.MaxValue"/> for never.</summary>
    public long Leaves(long eventTime)
    {
        // With a hop: the first t for which floor(t - reach, hop) lies beyond the event.
        var beyond = Hop is { } hop ? new Instant(eventTime).Floor(hop).Microseconds + hop.Microseconds : eventTime + 1;
        var leaves = Window.Reach is { } reach ? beyond + reach.Microseconds : long.MaxValue;
        return MaxAge is { } age ? Math.Min(leaves, beyond + age.Microseconds) : leaves;
    }

    /// <summary>As the other, in microseconds.</summary>
    internal (long Start, long End) At(long t)
    {
        if (Hop is null && MaxAge is null && Window.Length is { } length) return (t - Window.Offset.Microseconds - length.Microseconds, t - Window.Offset.Microseconds);
        var covered = At(new Instant(t));
        return (covered.Start.Microseconds, covered.End.Microseconds);
    }

    /// <summary>The interval of event times that the window covers at <paramref name="t"/>.</summary>
    public Interval At(Instant t)
    {
        var covered = Window.At(t, Hop);
        if (MaxAge is not { } age) return covered;
        var start = Hop is { } hop ? (t - age).Floor(hop) : t - age;
        return covered.Start < start ? covered with { Start = start } : covered;
    }
}
