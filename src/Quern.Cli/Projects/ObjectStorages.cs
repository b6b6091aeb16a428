using Quern.Connectors.S3;
using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Stores.Objects;

namespace Quern.Cli.Projects;

/// <summary>A project's objects, wherever the settings say that they are.</summary>
internal static class ObjectStorages
{
    /// <summary>Nothing is asked of anybody, and no key looked up, before the first bucket is opened.</summary>
    public static ObjectStorage Open(StorageSettings settings, string cache)
    {
        var server = settings.S3 is { } s3 ? new Lazy<S3Objects>(() => new(s3)) : null;
        return new(bucket => server is null ? OpenFolder(settings, bucket) : server.Value.Open(bucket), cache, settings.CacheBytes, TimeProvider.System);
    }

    /// <summary>The buckets that a project's settings and applied sources name.</summary>
    public static IReadOnlyList<string> BucketsOf(Project project, IEnumerable<SourceDefinition> sources) =>
        [.. sources.SelectMany(Leaves).Select(source => source.Location).Where(ObjectLocation.IsMeant).Select(location => ObjectLocation.Parse(location).Bucket).Concat(project.HistoryLocation is { } history ? [history.Bucket] : []).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<SourceDefinition> Leaves(SourceDefinition source) => source.Inputs.SelectMany(Leaves).Append(source);

    private static FolderObjectStore OpenFolder(StorageSettings settings, string bucket)
    {
        var folder = Path.Combine(settings.Folder!, bucket);
        // One that is made by chance where nothing is mounted would be lost with the machine.
        if (!Directory.Exists(folder)) throw new QuernException(new Finding("QRN6802", $"bucket '{bucket}' does not exist in '{settings.Folder}'", null, "Make a folder of that name there, or mount what has it."));
        return new(folder, bucket, TimeProvider.System);
    }
}
