using System.Text.Json;
using Quern.Planning.Snapshots;

namespace Quern.Engine.Registry;

/// <summary>A commit as JSON that a person can read: who, when and why first, then the snapshot.</summary>
public static class CommitJson
{
    /// <summary>The bytes of a commit, the same for the same commit.</summary>
    public static byte[] Write(RegistryCommit commit) => RegistryJson.Write(new()
    {
        ["number"] = commit.Number,
        ["parent"] = commit.Parent,
        ["author"] = commit.Author,
        ["time"] = commit.Time.ToString(),
        ["message"] = commit.Message,
        ["object"] = commit.ObjectHash,
        ["snapshot"] = SnapshotJson.ToNode(commit.Snapshot),
    });

    /// <summary>The commit that <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not a commit.</exception>
    public static RegistryCommit Read(ReadOnlySpan<byte> bytes) => RegistryJson.Read(bytes, "commit", json => new RegistryCommit(
        (int)json["number"]!, (int?)json["parent"], (string)json["author"]!, RegistryJson.Time(json), (string)json["message"]!, SnapshotJson.Read(json["snapshot"]!.ToJsonString()),
        (string?)json["object"]));
}
