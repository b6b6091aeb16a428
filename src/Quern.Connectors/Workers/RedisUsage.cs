using System.Globalization;
using Quern.Connectors.Redis;
using Quern.Engine.Usage;
using StackExchange.Redis;

namespace Quern.Connectors.Workers;

/// <summary>
/// Keeps in Redis what workers write, for they have no folder: a hash for each day, whose fields are numbers that grow, so that any number of workers add to one at a time. What reads count has shapes and is
/// not kept here. A day goes by itself when it is older than <see cref="UsageHistory.Days"/> days.
/// </summary>
/// <param name="links">What is asked for days, and what is written.</param>
/// <param name="keys">The project's keys.</param>
/// <param name="time">Tells which days there may be.</param>
internal sealed class RedisUsage(Func<(RedisLink Reads, RedisLink Writes)> links, RedisKeys keys, TimeProvider time) : IUsageStore
{
    private const int HoursPerDay = 24;

    // Of what is counted, in the order of its members.
    private const int Numbers = 6;

    public void Add(long day, UsageHistory counts)
    {
        var values = new List<RedisValue> { (long)TimeSpan.FromDays(UsageHistory.Days + 1).TotalSeconds };
        foreach (var (key, counted) in counts.Counts)
        {
            long[] numbers = [counted.Requests, counted.Rows, counted.Values, counted.Bytes, counted.Ticks, counted.Scanned];
            for (var i = 0; i < numbers.Length; i++)
                if (numbers[i] != 0)
                    values.AddRange([string.Create(CultureInfo.InvariantCulture, $"{key.Kind} {key.Hour} {key.Subject} {key.Consumer} {i}"), numbers[i]]);
        }

        if (values.Count > 1) links().Writes.Ask(db => db.ScriptEvaluate(RedisScripts.AddUp, [keys.Usage(day)], [.. values]));
    }

    public UsageHistory Read(long fromHour)
    {
        var counts = new Dictionary<UsageKey, UsageCounts>();
        var today = time.GetUtcNow().ToUnixTimeSeconds() / (HoursPerDay * 3_600);
        // Those of another worker's clock may be of tomorrow.
        for (var day = Math.Max(fromHour / HoursPerDay, today - UsageHistory.Days); day <= today + 1; day++)
        {
            var asked = keys.Usage(day);
            foreach (var field in links().Reads.Ask(db => db.HashGetAll(asked)))
                if (TryRead((string)field.Name!, (long)field.Value, out var key, out var more) && key.Hour >= fromHour)
                    counts[key] = counts.GetValueOrDefault(key) + more;
        }

        return new(counts, UsageHistory.Empty.Shapes);
    }

    // What another version of Quern may have put there is left out.
    private static bool TryRead(string field, long number, out UsageKey key, out UsageCounts counts)
    {
        (key, counts) = (default, default);
        if (field.Split(' ') is not [var name, var hour, var subject, var consumer, var place] || !Enum.TryParse<UsageKind>(name, out var kind) || !long.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return false;
        var numbers = new long[Numbers];
        if (!int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var i) || i >= Numbers) return false;
        numbers[i] = number;
        (key, counts) = (new(at, kind, subject, consumer), new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]));
        return true;
    }
}
