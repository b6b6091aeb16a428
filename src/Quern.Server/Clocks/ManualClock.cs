using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Server.Clocks;

/// <summary>Now is what somebody last set it to, forward or back. Safe for many threads.</summary>
public sealed class ManualClock(Instant start) : IClock
{
    private long _now = start.Microseconds;

    /// <inheritdoc/>
    public Instant Now => new(Volatile.Read(ref _now));

    /// <summary>Moves the clock.</summary>
    public void Set(Instant now) => Volatile.Write(ref _now, now.Microseconds);
}
