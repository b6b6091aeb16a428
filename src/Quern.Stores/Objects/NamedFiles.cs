using Quern.Engine.Objects;
using Quern.Engine.Sources;

namespace Quern.Stores.Objects;

/// <summary>Files that a user names one by one, by their paths or as objects: rows to compute features for, buckets of training sets. Objects stay on this machine until this is disposed.</summary>
/// <param name="folder">What paths are relative to.</param>
/// <param name="storage">The project's objects; null where its settings name none.</param>
public sealed class NamedFiles(string folder, ObjectStorage? storage) : IDisposable
{
    private ObjectFiles? _objects;

    /// <summary>Where a file is; the path of an object that is not there leads nowhere.</summary>
    /// <exception cref="QuernException">The object cannot be read.</exception>
    public string Find(string name) => Open(name).Path;

    /// <summary>Ends the use of the files.</summary>
    public void Dispose() => _objects?.Dispose();

    /// <summary>Where a file is, and what the object is of which it is a copy; null for a file.</summary>
    internal (string Path, SourceFile? Object) Open(string name)
    {
        if (!ObjectLocation.IsMeant(name)) return (Path.GetFullPath(name, folder), null);
        if (storage is null) throw ObjectStorage.Missing(name);
        var location = ObjectLocation.Parse(name);
        if (location.Key.Length == 0 || storage.Open(location.Bucket).Find(location.Key, storage.Stop) is not { } item) return (name, null);
        _objects ??= new(storage);
        return (_objects.Bring(location.Bucket, [item], storage.Stop)[0], new(location.ToString(), item.Bytes, item.Modified.Microseconds) { Tag = item.Tag });
    }
}
