using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Objects;

namespace Quern.Connectors.S3;

/// <summary>What the settings say of objects: where they are, what of the project lies there, and how much of them may lie on this machine.</summary>
public sealed record StorageSettings
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "storage";

    private const string FolderName = "folder";
    private const string HistoryName = "history";
    private const string CacheName = "cacheGigabytes";
    private const int UsualCache = 20;
    private const int MostCache = 1 << 20;

    /// <summary>Gets the store that speaks S3; null where objects are files.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>Gets the folder that has a folder for each bucket, such as one that several machines mount; null where a server has the objects.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets where the Delta tables of streams are; null for the project's folder.</summary>
    public ObjectLocation? History { get; init; }

    /// <summary>Gets how many bytes of objects that were read stay on this machine. Default: 20 GiB.</summary>
    public long CacheBytes { get; init; } = (long)UsualCache << 30;

    /// <summary>Reads them: <c>"storage": { "s3": { "endpoint": "https://minio.internal:9000", … }, "history": "s3://bucket/history" }</c>.</summary>
    /// <param name="json">The member's value.</param>
    /// <param name="findings">Gets everything that is wrong. What is read is of use only while nothing is.</param>
    public static StorageSettings Read(JsonElement json, List<Finding> findings)
    {
        var asked = new SettingsObject(json, Name, findings);
        var s3 = asked.Member(S3Settings.Name) is { } member ? S3Settings.Read(member, asked.PathOf(S3Settings.Name), findings) : null;
        var settings = new StorageSettings
        {
            S3 = s3,
            Folder = asked.Optional(FolderName),
            History = asked.Optional(HistoryName) is { } history ? LocationOf(history, asked.PathOf(HistoryName), findings) : null,
            CacheBytes = (long)asked.Whole(CacheName, UsualCache, MostCache) << 30,
        };
        asked.End();
        if (settings.Folder is { } folder && !System.IO.Path.IsPathFullyQualified(folder)) findings.Add(FeedFindings.Setting(asked.PathOf(FolderName), "is no absolute path", "Write \"/mnt/share\"."));
        if (s3 is null == settings.Folder is null && findings.Count == 0) findings.Add(FeedFindings.Setting(Name, s3 is null ? "names no store" : "names two stores", $"Write \"{S3Settings.Name}\": {{ \"region\": \"eu-central-1\" }}, or \"{FolderName}\": \"/mnt/share\"."));
        return settings;
    }

    private static ObjectLocation? LocationOf(string text, string path, List<Finding> findings)
    {
        if (ObjectLocation.TryParse(text, out var location)) return location;
        findings.Add(FeedFindings.Setting(path, "is no location of objects", "Write \"s3://bucket/path\"."));
        return null;
    }
}
