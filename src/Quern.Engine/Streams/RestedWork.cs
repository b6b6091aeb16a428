namespace Quern.Engine.Streams;

/// <summary>Rests after work, and within it, for so long that the work takes no more than a share of its thread's time. For one thread.</summary>
/// <param name="share">The share, above 0 and at most 1.</param>
/// <param name="time">Measures the work.</param>
public sealed class RestedWork(double share, TimeProvider time)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private TimeSpan _rested;
    private long _breathed;
    private long _ended;
    private TimeSpan _rest;

    /// <summary>The share of its time that one thread in the background may work by default: a twentieth of the machine's processors, at most all of one.</summary>
    public static double UsualShare => Math.Min(1, Environment.ProcessorCount / 20.0);

    /// <summary>Does the work, unless it still rests. What the work throws comes out, and no rest follows.</summary>
    public void Do(Action work)
    {
        if (_rest > TimeSpan.Zero && time.GetElapsedTime(_ended) < _rest) return;
        var began = time.GetTimestamp();
        (_rested, _breathed) = (TimeSpan.Zero, began);
        work();
        _ended = time.GetTimestamp();
        _rest = RestFor(time.GetElapsedTime(began, _ended) - _rested) - _rested;
    }

    /// <summary>Rests in the midst of long work where enough has been done since the last time; not once a stop is wished for.</summary>
    /// <param name="stop">Ends the rest.</param>
    public void Breathe(CancellationToken stop)
    {
        var worked = time.GetElapsedTime(_breathed);
        if (worked < Breath) return;
        var began = time.GetTimestamp();
        stop.WaitHandle.WaitOne(RestFor(worked));
        _breathed = time.GetTimestamp();
        _rested += time.GetElapsedTime(began, _breathed);
    }

    private TimeSpan RestFor(TimeSpan worked) => worked * ((1 / share) - 1);
}
