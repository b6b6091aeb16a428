namespace Quern.Stores.Backups;

/// <summary>Holds a backup against its manifest: every byte of every file has a checksum there.</summary>
public static class BackupCheck
{
    /// <summary>Checks a backup.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="progress">Told what is done, how many bytes were read, and how many there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The manifest, null where it cannot be read, and all that is wrong.</returns>
    /// <exception cref="QuernException">The folder cannot be read.</exception>
    public static (BackupManifest? Manifest, IReadOnlyList<Finding> Findings) Run(string folder, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (path, findings) = (Path.GetFullPath(folder), new List<Finding>());
        if (ManifestJson.Read(path, findings) is not { } manifest) return (null, findings);
        try
        {
            var (done, total) = (0L, manifest.Bytes);
            foreach (var file in manifest.Files)
                if (Find(path, file, bytes => progress?.Invoke("checking", done += bytes, total), cancellation) is { } finding)
                    findings.Add(finding);
            AddStrangers(path, manifest, findings);
            return (manifest, findings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new QuernException([.. findings, BackupFindings.Failed(path, failure.Message)], failure);
        }
    }

    private static Finding? Find(string folder, BackupFile file, Action<long> progress, CancellationToken cancellation)
    {
        var path = BackupDraft.PathIn(folder, file.Path);
        if (!File.Exists(path)) return BackupFindings.Missing(folder, file);
        if (new FileInfo(path).Length is var length && length != file.Bytes) return BackupFindings.Changed(folder, file, $"It has {length} bytes, and had {file.Bytes}.");
        try
        {
            return CopiedFile.Hash(path, progress, cancellation) == file.Sha256 ? null : BackupFindings.Changed(folder, file, "Its content has another SHA-256 than the manifest says.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return BackupFindings.Changed(folder, file, failure.Message);
        }
    }

    private static void AddStrangers(string folder, BackupManifest manifest, List<Finding> findings)
    {
        var known = manifest.Files.Select(file => BackupDraft.PathIn(folder, file.Path)).Concat(ManifestJson.Names.Select(name => Path.Combine(folder, name))).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !known.Contains(file)).Order(StringComparer.Ordinal))
            findings.Add(BackupFindings.Stranger(folder, Path.GetRelativePath(folder, file)));
    }
}
