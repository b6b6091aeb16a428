using System.Text.Json;

namespace Quern.Embedded;

/// <summary>What a project's <c>quern.json</c> says of where its things are.</summary>
internal static class ProjectSettings
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether they name a place elsewhere for something. A folder without settings, or with such as cannot be read, has it in itself.</summary>
    public static bool Names(string folder, string what) => Read(folder, settings => settings.TryGetProperty(what, out _));

    /// <summary>The shards, and the services that are placed in each; none where nothing says so. What is not written as it should be is for who runs commands to mend.</summary>
    public static IReadOnlyDictionary<string, PlacedShard> Shards(string folder) => Read(folder, settings => settings.TryGetProperty("shards", out var shards) && shards.ValueKind == JsonValueKind.Object
        ? shards.EnumerateObject().Where(shard => shard.Value.ValueKind == JsonValueKind.Object).DistinctBy(shard => shard.Name).ToDictionary(shard => shard.Name, shard => Placed(shard.Value))
        : []) ?? [];

    private static PlacedShard Placed(JsonElement shard) => new(
        shard.TryGetProperty("services", out var services) && services.ValueKind == JsonValueKind.Array ? [.. services.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)] : [],
        shard.TryGetProperty("online", out _));

    private static T? Read<T>(string folder, Func<JsonElement, T> read)
    {
        var path = Path.Combine(folder, "quern.json");
        if (!File.Exists(path)) return default;
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return settings.RootElement.ValueKind == JsonValueKind.Object ? read(settings.RootElement) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>What is placed in a shard.</summary>
    /// <param name="Services">The services.</param>
    /// <param name="IsElsewhere">Whether its state is beyond the network.</param>
    internal sealed record PlacedShard(IReadOnlyList<string> Services, bool IsElsewhere);
}
