using System.Text.Json;

namespace Quern.Embedded;

/// <summary>What a project's <c>quern.json</c> says of where its things are.</summary>
internal static class ProjectSettings
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Whether they name a place elsewhere for something. A folder without settings, or with such as cannot be read, has it in itself.</summary>
    public static bool Names(string folder, string what)
    {
        var path = Path.Combine(folder, "quern.json");
        if (!File.Exists(path)) return false;
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return settings.RootElement.ValueKind == JsonValueKind.Object && settings.RootElement.TryGetProperty(what, out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
