using Quern.Engine.Objects;
using Quern.Stores.Objects;

namespace Quern.Stores.Delta;

/// <summary>Where a table is, or where tables are under it: a folder of this machine, or objects whose keys begin alike. Immutable.</summary>
public sealed class TablePlace
{
    private readonly ObjectStorage? _storage;
    private readonly ObjectLocation? _location;

    private TablePlace(string? folder, ObjectStorage? storage, ObjectLocation? location) => (Folder, _storage, _location) = (folder, storage, location);

    /// <summary>Gets the folder; null for objects.</summary>
    public string? Folder { get; }

    /// <summary>A folder.</summary>
    public static TablePlace Of(string folder) => new(folder, null, null);

    /// <summary>Objects.</summary>
    /// <param name="storage">Where from.</param>
    /// <param name="location">What their keys begin with.</param>
    public static TablePlace Of(ObjectStorage storage, ObjectLocation location) => new(null, storage, location);

    /// <summary>A place under this one.</summary>
    public TablePlace Under(string name) => Folder is { } folder ? Of(Path.Combine(folder, name)) : Of(_storage!, _location!.Under(name));

    /// <summary>The names of tables right under this place, in order.</summary>
    /// <exception cref="QuernException">The store of objects cannot be asked.</exception>
    public IReadOnlyList<string> Tables()
    {
        if (Folder is { } folder) return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];
        var prefix = _location!.Under("").Key;
        return [.. _storage!.Open(_location.Bucket).List(prefix, null, _storage.Stop).Select(item => item.Key[prefix.Length..].Split('/')).Where(parts => parts.Length > 2 && parts[1] == LogFolder.Name).Select(parts => parts[0]).Distinct()];
    }

    /// <summary>The folder's path, or the objects' location.</summary>
    public override string ToString() => Folder ?? _location!.ToString();

    internal TableFiles Open() => Folder is { } folder ? new FolderFiles(folder) : new ObjectTableFiles(new(_storage!), _location!, isOwner: true);
}
