using Quern.Stores.Projects;

namespace Quern.Stores.Backups;

/// <summary>Where a backup goes: whether it is fit for that, what is there beside it, and how much comes.</summary>
internal static class BackupTarget
{
    // As the systems number that a disk has no room, or a user none left on it.
    private static readonly int[] NoRoom = [28, 122, 112];

    /// <summary>Refuses a folder that is not fit.</summary>
    /// <param name="target">The folder.</param>
    /// <param name="project">What is to be copied.</param>
    /// <param name="name">What the project is called.</param>
    /// <param name="last">The backup whose files may be shared; null for none.</param>
    /// <returns>About how many bytes come.</returns>
    /// <exception cref="QuernException">All that is wrong.</exception>
    public static long Check(string target, ProjectFolder project, string name, BackupManifest? last)
    {
        var findings = new List<Finding>();
        if (IsWithin(target, project.Folder)) findings.Add(BackupFindings.Inside(target, project.Folder));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())) findings.Add(BackupFindings.NotEmpty(target));
        if (!Directory.Exists(Path.Combine(project.Registry, "commits")) && !Directory.Exists(project.Streams)) findings.Add(BackupFindings.Nothing(name));
        var files = PartsOf(project).SelectMany(FilesIn).Select(file => new FileInfo(file)).Where(file => file.Exists).ToArray();
        var (total, shared) = (files.Sum(file => file.Length), last is null ? 0 : Shared(files, project, last));
        if (findings.Count == 0 && FreeAt(target) is { } free && free < total - shared) findings.Add(BackupFindings.Full(target, total - shared, free));
        return findings.Count == 0 ? total : throw new QuernException(findings);
    }

    /// <summary>The newest backup of the project beside a folder; null when there is none.</summary>
    public static (string Folder, BackupManifest Manifest)? LastBeside(string target, string name) => ProjectBackups.In(Path.GetDirectoryName(target)!)
        .Where(backup => backup.Manifest.Project == name && backup.Folder != target)
        .OrderByDescending(backup => backup.Manifest.Ended)
        .Select(backup => ((string, BackupManifest)?)(backup.Folder, backup.Manifest))
        .FirstOrDefault();

    /// <summary>The files in a folder that hold something: without locks, and without what somebody is just writing.</summary>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsContent).Order(StringComparer.Ordinal)] : [];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>How much room there is where a folder is or would be; null where nobody says.</summary>
    public static long? FreeAt(string folder)
    {
        var at = folder;
        while (at is not null && !Directory.Exists(at)) at = Path.GetDirectoryName(at);
        try
        {
            return at is null ? null : new DriveInfo(at).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a failure says that the disk is full.</summary>
    public static bool IsFull(Exception failure) => failure is IOException && NoRoom.Contains(failure.HResult & 0xFFFF);

    private static string[] PartsOf(ProjectFolder project) =>
        [project.Registry, project.Online, project.Shards, project.Streams, project.FeedFiles, project.History, project.Served, project.Profiles, project.ServedProfiles, project.TrainingProfiles, project.Objectives, project.Usage];

    private static bool IsContent(string file) => Path.GetFileName(file) is var name && !(name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal)) && name != "lock" && name != "lock.mdb" && !name.EndsWith(".lock", StringComparison.Ordinal);

    // Where the file system cannot give second names the disk may be full in the end, which is told then.
    private static long Shared(FileInfo[] files, ProjectFolder project, BackupManifest last)
    {
        var known = last.Files.ToDictionary(file => file.Path, file => file.Bytes, StringComparer.Ordinal);
        return files.Where(file => file.Extension is ".parquet" or ".dll" && known.GetValueOrDefault(Path.GetRelativePath(project.Folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), -1) == file.Length).Sum(file => file.Length);
    }

    // A link may lead back into the project.
    private static bool IsWithin(string path, string folder)
    {
        var project = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            var real = Directory.Exists(at) ? new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? at : at;
            if (string.Equals(real.TrimEnd(Path.DirectorySeparatorChar), project, StringComparison.Ordinal)) return true;
            if (real != at) return IsWithin(real, folder);
        }

        return false;
    }
}
