using Quern.Time;

namespace Quern.Engine.Serving;

/// <summary>A clock that events move: now is the greatest event time that was seen.</summary>
public interface IAdvancingClock : IClock
{
    /// <summary>Moves the clock forward to an instant; it never goes back.</summary>
    void Advance(Instant to);
}
