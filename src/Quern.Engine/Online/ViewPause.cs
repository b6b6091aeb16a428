using System.Text.Json;
using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>That a view is not written any more, or was not, until somebody resumed it.</summary>
/// <param name="View">The view's reference; all its definitions are meant.</param>
/// <param name="Since">Since when it is paused; null where it is not any more.</param>
/// <param name="Reason">Why: what somebody said, or the expectation and the first row that failed it.</param>
/// <param name="Position">Of a view of a stream: the sequence number of the first event that is not brought in.</param>
/// <param name="Until">The end of the event times that the materialization was to bring in that came to the pause; null where none did.</param>
public sealed record ViewPause(string View, Instant? Since, string Reason, long Position, Instant? Until)
{
    /// <summary>Whether it is paused.</summary>
    public bool IsPaused => Since is not null;

    /// <summary>Event times before this have been looked at by whoever resumed the view: rows of files that happened before pause it no more.</summary>
    public Instant SeenTo { get; init; } = Instant.Min;

    /// <summary>Events of the stream before this position have been looked at by whoever resumed the view, and pause it no more.</summary>
    public long SeenPosition { get; init; }

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(new Stored(View, Since?.Microseconds, Reason, Position, Until?.Microseconds, SeenTo.Microseconds, SeenPosition));

    internal static ViewPause Read(ReadOnlySpan<byte> json)
    {
        var stored = JsonSerializer.Deserialize<Stored>(json)!;
        return new(stored.View, stored.Since is { } since ? new(since) : null, stored.Reason, stored.Position, stored.Until is { } until ? new(until) : null) { SeenTo = new(stored.SeenTo), SeenPosition = stored.SeenPosition };
    }

    private sealed record Stored(string View, long? Since, string Reason, long Position, long? Until, long SeenTo, long SeenPosition);
}
