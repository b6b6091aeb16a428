using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Planning.Snapshots;
using Quern.Time;

namespace Quern.Engine.Registry;

/// <summary>A commit as JSON that a person can read: who, when and why first, then the snapshot.</summary>
public static class CommitJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    /// <summary>The bytes of a commit, the same for the same commit.</summary>
    public static byte[] Write(RegistryCommit commit)
    {
        var json = new JsonObject
        {
            ["number"] = commit.Number,
            ["parent"] = commit.Parent,
            ["author"] = commit.Author,
            ["time"] = commit.Time.ToString(),
            ["message"] = commit.Message,
            ["object"] = commit.ObjectHash,
            ["snapshot"] = SnapshotJson.ToNode(commit.Snapshot),
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString(Options) + "\n");
    }

    /// <summary>The commit that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not a commit.</exception>
    public static RegistryCommit Read(ReadOnlySpan<byte> bytes)
    {
        if (JsonNode.Parse(bytes) is not JsonObject json) throw new JsonException("A commit is an object.");
        try
        {
            if (!Instant.TryParse((string)json["time"]!, out var time)) throw new JsonException("'time' is not an instant.");
            return new(
                (int)json["number"]!, (int?)json["parent"], (string)json["author"]!, time, (string)json["message"]!, SnapshotJson.Read(json["snapshot"]!.ToJsonString()),
                (string?)json["object"]);
        }
        catch (Exception exception) when (exception is ArgumentNullException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new JsonException("A property is missing or has another type.", exception);
        }
    }
}
