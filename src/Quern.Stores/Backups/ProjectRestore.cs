using Quern.Stores.Files;
using Quern.Stores.Projects;
using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>
/// Puts a backup into an empty folder: (1) all checksums are checked, (2) all is copied under a name that is no project's, (3) it is taken back to an earlier instant if that is asked for, (4) it gets
/// its name, the settings last. Who is killed in between leaves a folder that is no project, and that the next restore throws away.
/// </summary>
public static class ProjectRestore
{
    private const string Unfinished = ".quern-restoring";

    /// <summary>Restores a backup.</summary>
    /// <param name="backup">The backup's folder.</param>
    /// <param name="into">The project's folder; does not exist, or is empty.</param>
    /// <param name="to">To which instant; null for all that the backup has.</param>
    /// <param name="clock">The machine's clock.</param>
    /// <param name="progress">Told what is done, how many bytes were, and how many there are.</param>
    /// <param name="cancellation">Stops it; nothing of it stays.</param>
    /// <exception cref="QuernException">The backup is damaged or does not reach the instant, the folder is not empty, or the disk is full: all that is wrong.</exception>
    public static RestoreReport Run(string backup, string into, Instant? to, TimeProvider clock, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var (from, folder) = (Path.GetFullPath(backup), Path.GetFullPath(into).TrimEnd(Path.DirectorySeparatorChar));
        var (manifest, found) = BackupCheck.Run(from, progress, cancellation);
        var findings = found.Where(finding => finding.Severity == Severity.Error).ToList();
        CheckTarget(folder, manifest, findings);
        if (manifest is not null && to is { } instant) CheckInstant(manifest, instant, findings);
        if (findings.Count > 0) throw new QuernException(findings);
        var draft = Path.Combine(folder, Unfinished);
        try
        {
            Copy(from, draft, manifest!, progress, cancellation);
            progress?.Invoke("restoring", manifest!.Bytes, manifest.Bytes);
            var report = to is { } time ? new ProjectRewind(new(draft), manifest!, time, clock).Run(cancellation) : new(manifest!, null, [], [], []);
            Publish(draft, folder);
            return report;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new QuernException([BackupTarget.IsFull(failure) ? BackupFindings.Full(folder, null, null) : BackupFindings.Failed(folder, failure.Message)], failure);
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    private static void CheckTarget(string folder, BackupManifest? manifest, List<Finding> findings)
    {
        if (File.Exists(folder)) findings.Add(BackupFindings.IntoNotEmpty(folder, Path.GetFileName(folder)));
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).FirstOrDefault(name => name != Unfinished) is { } first) findings.Add(BackupFindings.IntoNotEmpty(folder, first));
        if (manifest is not null && BackupTarget.FreeAt(folder) is { } free && free < manifest.Bytes) findings.Add(BackupFindings.Full(folder, manifest.Bytes, free));
    }

    private static void CheckInstant(BackupManifest manifest, Instant to, List<Finding> findings)
    {
        if (to > manifest.At) findings.Add(BackupFindings.Later(to.ToString(), manifest.At.ToString()));
        if (manifest.Oldest is not { } oldest || to < oldest) findings.Add(BackupFindings.Earlier(to.ToString(), manifest.Oldest?.ToString()));
    }

    // Never a second name of a backup's file: what is restored is written to.
    private static void Copy(string backup, string draft, BackupManifest manifest, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        var (done, total) = (0L, manifest.Bytes);
        foreach (var file in manifest.Files)
        {
            var copy = Path.Combine(draft, file.Path.Replace('/', Path.DirectorySeparatorChar));
            var copied = CopiedFile.Make(BackupDraft.PathIn(backup, file.Path), copy, wholeLines: false, bytes => progress?.Invoke("restoring", done += bytes, total), cancellation);
            if (copied?.Sha256 != file.Sha256) throw new QuernException(copied is null ? BackupFindings.Missing(backup, file) : BackupFindings.Changed(backup, file, "It changed while it was restored."));
            // Whoever copied the backup may have lost the times, by which a table's versions are told apart.
            File.SetLastWriteTimeUtc(copy, file.Modified.ToDateTimeOffset().UtcDateTime);
        }
    }

    private static void Publish(string draft, string folder)
    {
        var (from, to) = (new ProjectFolder(draft), new ProjectFolder(folder));
        foreach (var made in Directory.EnumerateDirectories(draft, "*", SearchOption.AllDirectories)) DurableFile.FlushFolder(made);
        if (Directory.Exists(from.Work)) Directory.Move(from.Work, to.Work);
        if (File.Exists(from.Settings)) File.Move(from.Settings, to.Settings);
        DurableFile.FlushFolder(folder);
    }
}
