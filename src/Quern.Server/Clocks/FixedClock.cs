using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Server.Clocks;

/// <summary>Now is always the same instant.</summary>
public sealed class FixedClock(Instant now) : IClock
{
    /// <inheritdoc/>
    public Instant Now => now;
}
