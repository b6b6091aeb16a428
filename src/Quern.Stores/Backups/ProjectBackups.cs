namespace Quern.Stores.Backups;

/// <summary>The backups in a folder.</summary>
public static class ProjectBackups
{
    /// <summary>Those whose manifest is whole, the newest first.</summary>
    /// <param name="folder">The folder that has a folder for each, or is one itself.</param>
    /// <exception cref="QuernException">The folder cannot be read.</exception>
    public static IReadOnlyList<(string Folder, BackupManifest Manifest)> In(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path)) return [];
        try
        {
            return [.. Directory.EnumerateDirectories(path).Append(path).Where(backup => !Path.GetFileName(backup).StartsWith('.') && File.Exists(Path.Combine(backup, BackupManifest.Name)))
                .Select(backup => (backup, Manifest: Whole(backup))).Where(backup => backup.Manifest is not null).Select(backup => (backup.backup, backup.Manifest!)).OrderByDescending(backup => backup.Item2.At)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new QuernException([BackupFindings.Failed(path, failure.Message)], failure);
        }
    }

    private static BackupManifest? Whole(string folder)
    {
        var findings = new List<Finding>();
        var manifest = ManifestJson.Read(folder, findings);
        return findings.Count == 0 ? manifest : null;
    }
}
