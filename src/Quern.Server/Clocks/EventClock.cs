using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Server.Clocks;

/// <summary>Now is the greatest event time that was pushed, or where the clock started: for replays, in which what is late, kept and inside a window is as it would have been. Safe for many threads.</summary>
public sealed class EventClock(Instant start) : IAdvancingClock
{
    private long _now = start.Microseconds;

    /// <inheritdoc/>
    public Instant Now => new(Volatile.Read(ref _now));

    /// <inheritdoc/>
    public void Advance(Instant to)
    {
        for (var now = Volatile.Read(ref _now); now < to.Microseconds;)
        {
            var seen = Interlocked.CompareExchange(ref _now, to.Microseconds, now);
            if (seen == now) return;
            now = seen;
        }
    }
}
