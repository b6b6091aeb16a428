using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Parts;

namespace Quern.Connectors.Workers;

/// <summary>What the settings say of a stream whose topic several workers share: <c>"workers": { "sales": { "parts": 8, "partitioner": "murmur2" } }</c>.</summary>
public sealed record SharedSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "workers";

    private const int MostParts = 1_024;
    private const int UsualLease = 5_000;
    private const int UsualCheckpoint = 200;

    /// <summary>Gets where these settings stand, such as <c>workers.sales</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the stream.</summary>
    public required string Stream { get; init; }

    /// <summary>Gets how many partitions the topic has.</summary>
    public required int Parts { get; init; }

    /// <summary>Gets by which function senders spread keys over partitions.</summary>
    public string Partitioner { get; init; } = Partitioners.Murmur2Name;

    /// <summary>Gets in which form the key of a message names an entity.</summary>
    public MessageKeyForm Key { get; init; }

    /// <summary>Gets for how long a worker that died keeps others from its parts. Default: 5 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMilliseconds(UsualLease);

    /// <summary>Gets after how long what has come is written where servers read it. Default: a fifth of a second.</summary>
    public TimeSpan Checkpoint { get; init; } = TimeSpan.FromMilliseconds(UsualCheckpoint);

    /// <summary>The stream as it is cut.</summary>
    public SharedStream Shared => new(Stream, Parts, Key, Partitioners.Of(Partitioner));

    /// <summary>Gets what must not change while there is state, as text.</summary>
    internal string Shape => $"{Parts} {Partitioner} {Key.ToString().ToLowerInvariant()}";

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    /// <param name="workers">The member's value.</param>
    /// <param name="findings">Gets everything that is wrong.</param>
    /// <returns>The settings of each stream that is shared, by its name.</returns>
    public static IReadOnlyDictionary<string, SharedSettings> Read(JsonElement workers, List<Finding> findings)
    {
        var all = new SettingsObject(workers, Name, findings);
        return all.Members.ToDictionary(member => member.Name, member => Read(member.Name, member.Value, all.PathOf(member.Name), findings), StringComparer.Ordinal);
    }

    private static SharedSettings Read(string stream, JsonElement json, string path, List<Finding> findings)
    {
        var asked = new SettingsObject(json, path, findings);
        var settings = new SharedSettings
        {
            Path = path,
            Stream = stream,
            Parts = asked.Whole("parts", usual: 0, MostParts),
            Partitioner = asked.Choice("partitioner", Partitioners.Murmur2Name, Partitioners.Crc32Name),
            Key = Enum.TryParse<MessageKeyForm>(asked.Choice("key", "text", "int64", "int32"), ignoreCase: true, out var form) ? form : default,
            Lease = TimeSpan.FromMilliseconds(asked.Whole("leaseMs", UsualLease, 60_000)),
            Checkpoint = TimeSpan.FromMilliseconds(asked.Whole("checkpointMs", UsualCheckpoint, 60_000)),
        };
        asked.End();
        if (settings.Parts < 1 && json.ValueKind == JsonValueKind.Object) findings.Add(FeedFindings.Setting(asked.PathOf("parts"), $"is not a whole number from 1 to {MostParts}", "Write how many partitions the topic has: \"parts\": 8."));
        if (settings.Lease < TimeSpan.FromSeconds(1)) findings.Add(FeedFindings.Setting(asked.PathOf("leaseMs"), "is less than 1000", "A worker that rests for a moment, as to collect garbage, would lose its parts."));
        if (settings.Checkpoint < TimeSpan.FromMilliseconds(10)) findings.Add(FeedFindings.Setting(asked.PathOf("checkpointMs"), "is less than 10", "Each writes what has come of every part into Redis."));
        return settings;
    }
}
