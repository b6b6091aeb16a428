using System.Text.Json;

namespace Quern.Embedded;

/// <summary>What a project's settings say of where its online state is.</summary>
internal static class OnlinePlace
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether it is beyond the network. A folder without settings, or with such as cannot be read, has it in itself.</summary>
    public static bool IsElsewhere(string folder)
    {
        var path = Path.Combine(folder, "quern.json");
        if (!File.Exists(path)) return false;
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return settings.RootElement.ValueKind == JsonValueKind.Object && settings.RootElement.TryGetProperty("online", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
