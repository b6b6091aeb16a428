using Quern.Engine.Objects;
using Quern.Stores.Files;
using Quern.Stores.Monitoring;
using Quern.Stores.Objects;

namespace Quern.Stores.TrainingSets;

/// <summary>
/// A training set that goes to object storage: it is made as a file of this machine first, then (1) the manifest of the one that it takes the place of goes, (2) rows and profile come, each whole, (3) the
/// manifest comes last. So whoever finds a manifest finds what it describes. What dies on the way is made again by running the command again: there are no parts of it under any key. An output that is a
/// file is left as it is.
/// </summary>
public sealed class StagedOutput : IDisposable
{
    private const string Staged = "output-";

    private readonly ObjectStorage? _storage;
    private readonly ObjectLocation? _location;
    private readonly string? _folder;

    private StagedOutput(string file, ObjectStorage? storage, ObjectLocation? location, string? folder) => (File, _storage, _location, _folder) = (file, storage, location, folder);

    /// <summary>Gets the file to write: beside it go manifest and profile.</summary>
    public string File { get; }

    /// <summary>An output as somebody asks for it.</summary>
    /// <param name="output">A path, or a location of objects.</param>
    /// <param name="folder">What paths are relative to.</param>
    /// <param name="storage">The project's objects; null where its settings name none.</param>
    /// <exception cref="QuernException">It is in object storage, and there is none, or no such location.</exception>
    public static StagedOutput Of(string output, string folder, ObjectStorage? storage)
    {
        if (!ObjectLocation.IsMeant(output)) return new(Path.GetFullPath(output, folder), null, null, null);
        if (storage is null) throw ObjectStorage.Missing(output);
        var location = ObjectLocation.Parse(output);
        Directory.CreateDirectory(storage.CacheFolder);
        RunMark.Sweep(storage.CacheFolder, Staged);
        var staged = Path.Combine(storage.CacheFolder, Staged + RunMark.New());
        Directory.CreateDirectory(staged);
        return new(Path.Combine(staged, location.Key[(location.Key.LastIndexOf('/') + 1)..]), storage, location, staged);
    }

    /// <summary>Brings what was written to where it was asked for; nothing to do for a file.</summary>
    /// <exception cref="QuernException">The store does not take it.</exception>
    public void Publish(CancellationToken cancellation)
    {
        if (_storage is null || _location is null) return;
        var store = _storage.Open(_location.Bucket);
        string[] files = [File, TrainingProfileFile.PathOf(File), ManifestFile.PathOf(File)];
        store.Delete(KeyOf(files[2]), cancellation);
        store.Delete(KeyOf(files[1]), cancellation);
        foreach (var file in files)
            if (System.IO.File.Exists(file))
                ObjectUploads.Put(store, KeyOf(file), file, _storage.Progress, cancellation);
    }

    /// <summary>Removes what lies on this machine only to go elsewhere.</summary>
    public void Dispose()
    {
        if (_folder is not null && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string KeyOf(string file) => _location!.Key + file[File.Length..];
}
