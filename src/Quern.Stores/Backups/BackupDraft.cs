using Quern.Stores.Files;
using Quern.Stores.Lmdb;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>
/// A backup that is being written: a folder <c>.NAME.partial</c> beside where it goes, which gets its name when all of it is on the disk. One process has it at a time; what a process that died has
/// left of it is thrown away by the next.
/// </summary>
internal sealed class BackupDraft : IDisposable
{
    private readonly string _target;
    private readonly FileStream _alone;
    private readonly (string Folder, Dictionary<string, BackupFile> Files)? _last;
    private readonly SortedDictionary<string, BackupFile> _files = new(StringComparer.Ordinal);
    private readonly Action<long>? _progress;
    private readonly CancellationToken _cancellation;

    /// <summary>Begins a backup.</summary>
    /// <param name="target">The folder's name once it is whole.</param>
    /// <param name="last">The backup whose files may be shared; null for none.</param>
    /// <param name="progress">Told how many bytes have just been written.</param>
    /// <param name="cancellation">Stops it.</param>
    public BackupDraft(string target, (string Folder, BackupManifest Manifest)? last, Action<long>? progress, CancellationToken cancellation)
    {
        (_target, _progress, _cancellation) = (target, progress, cancellation);
        if (last is var (folder, manifest)) _last = (folder, manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal));
        var (parent, name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        Directory.CreateDirectory(parent);
        _alone = LockOf(Path.Combine(parent, $".{name}.partial.lock"), target);
        Folder = Path.Combine(parent, $".{name}.partial");
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        MakePrivate(Folder);
    }

    /// <summary>Gets the folder while the backup is not whole.</summary>
    public string Folder { get; }

    /// <summary>Gets what has been written, by path.</summary>
    public IReadOnlyCollection<BackupFile> Files => _files.Values;

    /// <summary>Where a file of the project lies in a backup.</summary>
    public static string PathIn(string backup, string path) => Path.Combine(backup, "project", path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>Copies a file that may change; false when it is there no more.</summary>
    public bool Copy(string source, string path, bool wholeLines = false)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (CopiedFile.Make(source, PathIn(Folder, path), wholeLines, _progress, _cancellation) is not var (bytes, hash, modified)) return false;
        _files[path] = new(path, bytes, hash, modified);
        return true;
    }

    /// <summary>Copies a file that never changes under its name; the last backup's is taken where there is one and the file system can give it a second name.</summary>
    public bool CopyFixed(string source, string path)
    {
        if (_last is not var (folder, files) || files.GetValueOrDefault(path) is not { } known || PathIn(folder, path) is not { } before) return Copy(source, path);
        var (now, then) = (new FileInfo(source), new FileInfo(before));
        if (!now.Exists) return false;
        if (!then.Exists || now.Length != known.Bytes || then.Length != known.Bytes || Instant.From(now.LastWriteTimeUtc) != known.Modified) return Copy(source, path);
        var shared = PathIn(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(shared)!);
        if (!DurableFile.TryShare(before, shared)) return Copy(source, path);
        _files[path] = known with { IsShared = true };
        _progress?.Invoke(known.Bytes);
        return true;
    }

    /// <summary>Writes a file of which the content is known.</summary>
    public void Write(string path, byte[] content, Instant modified)
    {
        var file = PathIn(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        DurableFile.Flush(file);
        _files[path] = new(path, content.Length, Values.ContentHash.Of(content), modified);
    }

    /// <summary>Copies a store of LMDB.</summary>
    /// <returns>The folder with the copy.</returns>
    public string CopyStore(LmdbOnlineStore store, string path, Instant now)
    {
        var (name, done) = ($"{path}/data.mdb", 0L);
        var copy = PathIn(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        using (var file = new FileStream(copy, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
        {
            store.CopyTo(file, (written, _) => _progress?.Invoke(written - Interlocked.Exchange(ref done, written)), _cancellation);
            file.Flush(flushToDisk: true);
        }

        _files[name] = new(name, new FileInfo(copy).Length, CopiedFile.Hash(copy, null, _cancellation), now);
        return Path.GetDirectoryName(copy)!;
    }

    /// <summary>Forgets what was written under a folder of the project.</summary>
    public void Discard(string path)
    {
        foreach (var file in _files.Keys.Where(file => file.StartsWith(path + "/", StringComparison.Ordinal)).ToArray()) _files.Remove(file);
        if (Directory.Exists(PathIn(Folder, path))) Directory.Delete(PathIn(Folder, path), recursive: true);
    }

    /// <summary>Makes the backup whole.</summary>
    public void Finish(BackupManifest manifest)
    {
        ManifestJson.Write(Folder, manifest);
        foreach (var folder in Directory.EnumerateDirectories(Folder, "*", SearchOption.AllDirectories)) DurableFile.FlushFolder(folder);
        DurableFile.FlushFolder(Folder);
        _cancellation.ThrowIfCancellationRequested();
        // Empty, or it would have been refused.
        if (Directory.Exists(_target)) Directory.Delete(_target);
        Directory.Move(Folder, _target);
        DurableFile.FlushFolder(Path.GetDirectoryName(_target)!);
    }

    /// <summary>Lets go of it; what is not whole is removed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        _alone.Dispose();
    }

    // Who may read a project need not be who may read its copies: nobody but its maker.
    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream LockOf(string path, string target)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException cause) when (File.Exists(path))
        {
            throw new QuernException([BackupFindings.UnderWay(target)], cause);
        }
    }
}
