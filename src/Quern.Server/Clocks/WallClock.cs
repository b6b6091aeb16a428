using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Server.Clocks;

/// <summary>Now is now.</summary>
public sealed class WallClock(TimeProvider time) : IClock
{
    /// <summary>The machine's clock.</summary>
    public WallClock()
        : this(TimeProvider.System)
    {
    }

    /// <inheritdoc/>
    public Instant Now => Instant.From(time.GetUtcNow());
}
