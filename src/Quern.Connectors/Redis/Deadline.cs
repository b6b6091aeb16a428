using System.Diagnostics;

namespace Quern.Connectors.Redis;

/// <summary>Until when somebody waits.</summary>
/// <param name="after">From now on.</param>
internal readonly struct Deadline(TimeSpan after)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>Gets how long there is still to wait; nothing once it has come.</summary>
    public TimeSpan Left => after - Stopwatch.GetElapsedTime(_began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <exception cref="TimeoutException">It has come.</exception>
    public void Check()
    {
        if (Left == TimeSpan.Zero) throw new TimeoutException();
    }
}
