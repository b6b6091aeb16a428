using Quern.Engine.Streams;
using Quern.Protocol.Usage;

namespace Quern.Server.Usage;

/// <summary>Counts the reads of one service by how long they took. Told on the hot path, so it neither waits nor allocates: one interlocked addition a read. Safe for use from several threads.</summary>
internal sealed class TrafficTally
{
    /// <summary>How many minutes are kept.</summary>
    internal const int MostMinutes = 6 * 60;

    private readonly Lock _lock = new();
    private readonly Queue<(long Minute, TrafficMinuteShape Told)> _minutes = [];
    private readonly Delays _answered = new();
    private long _failed;
    private long _minute;

    /// <summary>Begins to count.</summary>
    /// <param name="minute">The minute since 1970 that it is.</param>
    internal TrafficTally(long minute) => _minute = minute;

    /// <summary>An answered read.</summary>
    internal void Add(TimeSpan took) => _answered.AddShared(took.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>A read that was not answered, for no fault of the caller's.</summary>
    internal void AddFailed() => Interlocked.Increment(ref _failed);

    /// <summary>Closes the minute that is counted, when another has begun.</summary>
    internal void Turn(long minute)
    {
        lock (_lock)
        {
            if (minute <= _minute) return;
            if (Shape(_answered.Take(), Interlocked.Exchange(ref _failed, 0)) is { } told) _minutes.Enqueue((_minute, told));
            _minute = minute;
            while (_minutes.TryPeek(out var first) && first.Minute <= minute - MostMinutes) _minutes.Dequeue();
        }
    }

    /// <summary>The minutes in which it was asked, with the one that it is now.</summary>
    internal IReadOnlyList<TrafficMinuteShape> Tell(long minute)
    {
        Turn(minute);
        lock (_lock) return [.. _minutes.Select(one => one.Told), .. Shape(_answered, Volatile.Read(ref _failed)) is { } now ? [now] : Array.Empty<TrafficMinuteShape>()];
    }

    /// <summary>A minute since 1970 as programs read it.</summary>
    internal static string Text(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private TrafficMinuteShape? Shape(Delays answered, long failed) =>
        answered.Count + failed == 0 ? null : new(Text(_minute), answered.Count, failed, answered.At(0.5)?.TotalMilliseconds, answered.At(0.95)?.TotalMilliseconds, answered.At(0.99)?.TotalMilliseconds);
}
