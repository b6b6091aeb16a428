using System.Collections.Concurrent;
using Quern.Protocol.Usage;

namespace Quern.Server.Usage;

/// <summary>How often each service was asked of late. What was counted outlives versions of the registry, and not the server.</summary>
internal sealed class TrafficBoard
{
    private readonly ConcurrentDictionary<string, TrafficTally> _services = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly long _began;

    /// <summary>A board that has counted nothing.</summary>
    internal TrafficBoard(TimeProvider time) => (_time, _began) = (time, MinuteOf(time));

    /// <summary>Counts the reads of a service; null for a list of features, which has no name.</summary>
    internal TrafficTally? TallyOf(string? service) => service is null ? null : _services.GetOrAdd(service, static (_, time) => new(MinuteOf(time)), _time);

    /// <summary>Closes the minute for all services, when another has begun.</summary>
    internal void Turn()
    {
        var minute = MinuteOf(_time);
        foreach (var tally in _services.Values) tally.Turn(minute);
    }

    /// <summary>What there is of a service.</summary>
    internal TrafficShape Tell(string service)
    {
        var minute = MinuteOf(_time);
        return new(service, TrafficTally.Text(Math.Max(_began, minute - TrafficTally.MostMinutes + 1)), _services.TryGetValue(service, out var tally) ? tally.Tell(minute) : []);
    }

    private static long MinuteOf(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds() / 60;
}
