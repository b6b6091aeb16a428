using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

namespace Quern.Connectors.Workers;

/// <content>What workers say of themselves, by the server's clock.</content>
public sealed partial class RedisParts
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    /// <summary>How far this machine's clock is ahead of the server's; behind it, below zero.</summary>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public TimeSpan ClockAhead() => _time.GetUtcNow() - ServerTime();

    /// <summary>What workers say of themselves: those that were there within the last seconds.</summary>
    /// <param name="within">How long ago the last word of one may be.</param>
    /// <exception cref="QuernException">The server cannot be asked.</exception>
    public IReadOnlyList<WorkerWord> Workers(TimeSpan within)
    {
        var (now, words) = (ServerTime(), new List<WorkerWord>());
        foreach (var entry in Reading.Ask(db => db.HashGetAll(_keys.Workers)))
            if (WordOf(entry.Value) is { } word && now - word.At < within)
                words.Add(word);
        return [.. words.OrderBy(word => word.Id, StringComparer.Ordinal)];
    }

    /// <summary>Says how a worker is.</summary>
    /// <exception cref="QuernException">The server cannot be written.</exception>
    internal void Say(WorkerWord word)
    {
        var now = ServerTime();
        Writing.Ask(db => db.HashSet(_keys.Workers, word.Id, JsonSerializer.Serialize(word with { At = now })));
        foreach (var entry in Writing.Ask(db => db.HashGetAll(_keys.Workers)))
            if (WordOf(entry.Value) is not { } other || now - other.At > Forgotten)
                Writing.Ask(db => db.HashDelete(_keys.Workers, entry.Name));
    }

    /// <summary>Says that a worker is no more.</summary>
    /// <exception cref="QuernException">The server cannot be written.</exception>
    internal void Leave(string worker) => Writing.Ask(db => db.HashDelete(_keys.Workers, worker));

    private static WorkerWord? WordOf(RedisValue json)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkerWord>((string)json!);
        }
        catch (JsonException)
        {
            // Of another version of Quern.
            return null;
        }
    }

    private DateTimeOffset ServerTime()
    {
        // Seconds, and microseconds of the second.
        var parts = (string[])Reading.Ask(db => db.Execute("TIME"))!;
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)).AddMicroseconds(long.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
