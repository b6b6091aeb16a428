using Quern.Engine.Serving;
using Quern.Time;

namespace Quern.Testing;

/// <summary>A clock that stands still until it is moved. Safe to read from several threads.</summary>
public sealed class FakeClock : IClock
{
    private long _microseconds;

    /// <summary>A clock that shows an instant.</summary>
    public FakeClock(Instant now) => Now = now;

    /// <summary>A clock that shows an instant, written as ISO 8601; without a zone it is UTC.</summary>
    /// <exception cref="FormatException">The text is not an instant.</exception>
    public FakeClock(string now)
        : this(WrittenInstant.Read(now))
    {
    }

    /// <summary>What the clock shows; it may be set back as well.</summary>
    public Instant Now
    {
        get => new(Interlocked.Read(ref _microseconds));
        set => Interlocked.Exchange(ref _microseconds, value.Microseconds);
    }

    /// <summary>Moves the clock on; back for a negative duration.</summary>
    public void Advance(Duration by) => Interlocked.Add(ref _microseconds, by.Microseconds);
}
