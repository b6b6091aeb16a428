namespace Quern.Server;

/// <summary>Rests after work for so long that the work takes no more than a share of its thread's time. For one thread.</summary>
/// <param name="share">The share, above 0 and at most 1.</param>
/// <param name="time">Measures the work.</param>
internal sealed class RestedWork(double share, TimeProvider time)
{
    private long _restUntil = long.MinValue;

    /// <summary>The share of its time that one thread in the background may work by default: a twentieth of the machine's processors, at most all of one.</summary>
    internal static double UsualShare => Math.Min(1, Environment.ProcessorCount / 20.0);

    /// <summary>Does the work, unless it still rests.</summary>
    internal void Do(Action work)
    {
        var began = time.GetTimestamp();
        if (began < _restUntil) return;
        work();
        var ended = time.GetTimestamp();
        _restUntil = ended + (long)((ended - began) * ((1 / share) - 1));
    }
}
