using Quern.Stores.Delta;
using Quern.Stores.Sources;

namespace Quern.Stores.Backups;

/// <summary>
/// Copies a Delta table that others write: (1) its last version is looked up, (2) the data files of that version are copied, and those of earlier versions that are still there, (3) then the log up
/// to that version, and nothing after it. So the copy's log names no file that the copy does not have. When a file goes meanwhile, since the table was compacted and vacuumed, it begins again.
/// </summary>
internal static class DeltaTableCopy
{
    private const int Attempts = 5;

    /// <summary>The folders of tables under a folder.</summary>
    public static IReadOnlyList<string> TablesIn(string root) => !Directory.Exists(root) ? [] :
        [.. Directory.EnumerateDirectories(root, LogFolder.Name, SearchOption.AllDirectories).Select(log => Path.GetDirectoryName(log)!).Order(StringComparer.Ordinal)];

    /// <summary>Copies a table.</summary>
    /// <param name="table">The table's folder.</param>
    /// <param name="path">The table's folder in the project.</param>
    /// <param name="draft">Where the copy goes.</param>
    /// <param name="clock">The machine's clock.</param>
    /// <param name="resources">What reading its log may use.</param>
    public static void Run(string table, string path, BackupDraft draft, TimeProvider clock, DuckResources resources)
    {
        for (var attempt = 1; !TryCopy(table, path, draft, clock, resources); attempt++)
        {
            draft.Discard(path);
            if (attempt == Attempts) throw new QuernException(BackupFindings.DataFile(table, "*", "Files of its last version are missing."));
        }
    }

    private static bool TryCopy(string table, string path, BackupDraft draft, TimeProvider clock, DuckResources resources)
    {
        DeltaSnapshot snapshot;
        using (var open = DeltaTable.Open(table, clock, null, resources)) snapshot = open.Snapshot();
        foreach (var file in snapshot.Files.Values)
        {
            var source = PathOf(table, file.Path);
            if (!draft.CopyFixed(source, Relative(table, path, source))) return false;
        }

        foreach (var file in snapshot.Tombstones.Values)
            if (PathOf(table, file.Path) is var source && File.Exists(source))
                draft.CopyFixed(source, Relative(table, path, source));
        return CopyLog(table, path, snapshot.Version, draft);
    }

    private static bool CopyLog(string table, string path, long version, BackupDraft draft)
    {
        var log = new LogFolder(Path.Combine(table, LogFolder.Name));
        var listing = log.List();
        var files = listing.Commits.Where(commit => commit <= version).Select(log.Commit)
            .Concat(listing.Checkpoints.Where(checkpoint => checkpoint.Version <= version).SelectMany(checkpoint => checkpoint.Files).Select(log.Of));
        // Of a table that was made anew the first commit has the same name.
        return files.All(file => draft.Copy(file, Relative(table, path, file)));
    }

    private static string PathOf(string table, string file) =>
        DataPath.Resolve(table, file) is { } found && found.StartsWith(Path.GetFullPath(table) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? found
            : throw new QuernException(BackupFindings.DataFile(table, file, "It lies outside of the table's folder."));

    private static string Relative(string table, string path, string file) => $"{path}/{Path.GetRelativePath(table, file).Replace(Path.DirectorySeparatorChar, '/')}";
}
