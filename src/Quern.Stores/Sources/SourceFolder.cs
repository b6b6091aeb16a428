using System.Collections.Concurrent;
using Quern.Definitions;
using Quern.Engine.Objects;
using Quern.Engine.Sources;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>
/// Where sources lie, and as of when Delta tables and objects among them are read: each is looked at once, so that whatever is read for one piece of work is of one version, however many others write meanwhile.
/// </summary>
/// <param name="path">The folder that sources' paths are relative to.</param>
/// <param name="versions">The versions to read of tables whose definition says none, by the source's name; of others the last.</param>
/// <param name="objects">Brings objects; null where the project has no object storage.</param>
internal sealed class SourceFolder(string path, IReadOnlyDictionary<string, long> versions, ObjectFiles? objects = null)
{
    private readonly ConcurrentDictionary<(string Table, long? Version), DeltaSnapshot> _tables = new();
    private readonly ConcurrentDictionary<string, TableFiles> _tableFiles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<StoredObject>> _objects = new(StringComparer.Ordinal);
    private readonly ParquetObjects? _parquet = objects is null ? null : new(objects);

    public string Path { get; } = path;

    /// <summary>What a source is called in findings.</summary>
    public static string NameOf(SourceDefinition source) => $"source '{source.Name}'";

    /// <summary>The files of a Delta table.</summary>
    /// <exception cref="QuernException">It is in object storage, and the project has none.</exception>
    public TableFiles FilesOf(SourceDefinition source) => _tableFiles.GetOrAdd(source.Location, location => ObjectLocation.IsMeant(location)
        ? new ObjectTableFiles(Storage(source), ObjectLocation.Parse(location), isOwner: false)
        : new FolderFiles(System.IO.Path.GetFullPath(location, Path)));

    /// <summary>The state in which a Delta table is read.</summary>
    /// <exception cref="QuernException">It is no table, or none that can be read.</exception>
    public DeltaSnapshot Delta(SourceDefinition source, DuckConnection connection)
    {
        var version = source.Version ?? (versions.TryGetValue(source.Name, out var chosen) ? chosen : null);
        return _tables.GetOrAdd((source.Location, version), _ => new DeltaLog(FilesOf(source), NameOf(source)).Read(version, connection));
    }

    /// <summary>The objects of a source; null where it is not in object storage.</summary>
    /// <exception cref="QuernException">They cannot be listed, or there are none.</exception>
    public IReadOnlyList<StoredObject>? Objects(SourceDefinition source) => ObjectLocation.IsMeant(source.Location) ? _objects.GetOrAdd(source.Location, _ => List(source)) : null;

    /// <summary>The objects of a source as files.</summary>
    /// <param name="source">The source.</param>
    /// <param name="columns">What is going to be read of Parquet files; null for all. Other files are whole.</param>
    /// <exception cref="QuernException">They cannot be listed or read, or there are none.</exception>
    public IReadOnlyList<SourcePath> ObjectFiles(SourceDefinition source, WantedColumns? columns)
    {
        var (bucket, found, describe) = (ObjectLocation.Parse(source.Location).Bucket, Objects(source)!, Describe(source));
        var storage = Storage(source);
        var files = Named(source, () => source.Format == SourceFormat.Parquet ? _parquet!.Bring(bucket, found, columns, storage.Storage.Stop) : storage.Bring(bucket, found, storage.Storage.Stop));
        return [.. files.Zip(found.Select(describe), (file, known) => new SourcePath(file, known.Path) { Object = known })];
    }

    /// <summary>How an object of a source is told in snapshots.</summary>
    public static Func<StoredObject, SourceFile> Describe(SourceDefinition source)
    {
        var bucket = ObjectLocation.Parse(source.Location).Bucket;
        return item => new(new ObjectLocation(bucket, item.Key).ToString(), item.Bytes, item.Modified.Microseconds) { Tag = item.Tag };
    }

    /// <summary>A path as it is told to the user and in snapshots: relative to the folder, with forward slashes.</summary>
    public string Shown(string full) => System.IO.Path.GetRelativePath(Path, full).Replace('\\', '/');

    /// <summary>A data file of a Delta table as it is told to the user.</summary>
    public string Shown(SourceDefinition source, string full, string name) => ObjectLocation.IsMeant(source.Location) ? $"{source.Location.TrimEnd('/')}/{name}" : Shown(full);

    private static T Named<T>(SourceDefinition source, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (QuernException failure)
        {
            throw new QuernException([.. failure.Findings.Select(finding => SourceFindings.InSource(source, finding))], failure);
        }
    }

    private ObjectFiles Storage(SourceDefinition source) => objects ?? throw ObjectStorage.Missing(source.Location);

    private IReadOnlyList<StoredObject> List(SourceDefinition source) => Named(source, () =>
    {
        var storage = Storage(source).Storage;
        var location = ObjectLocation.Parse(source.Location);
        var (store, glob) = (storage.Open(location.Bucket), ObjectGlob.Of(location.Key));
        IReadOnlyList<StoredObject> found = glob is not null ? [.. glob.List(store, storage.Stop)] : location.Key.Length > 0 && store.Find(location.Key, storage.Stop) is { } one ? [one] : [];
        return found.Count > 0 ? found : throw new QuernException(SourceFindings.NoObject(source, (location with { Key = glob?.Prefix ?? location.Key }).ToString()));
    });
}
