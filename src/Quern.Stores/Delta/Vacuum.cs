using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// Removes what nobody needs: (1) data files that are neither part of the table nor were within the retention, and are as old themselves, since a younger one may be about to be committed; (2) drafts that
/// writers left; (3) checkpoints, then commits, before the checkpoint from which all versions within the log's retention can be read. A crash in between leaves a table that can be read.
/// </summary>
internal sealed class Vacuum(string table, DeltaLog log, DeltaOptions options, Instant now)
{
    private int _dataFiles;
    private int _logFiles;
    private long _bytes;

    public DeltaVacuum Run(DeltaSnapshot snapshot)
    {
        var kept = snapshot.Files.Keys.Concat(snapshot.Tombstones.Values.Where(file => LogTime.At(file.DeletionTimestamp ?? 0) > now - options.FileRetention).Select(file => file.Path))
            .Select(path => DataPath.Resolve(table, path)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(table).EnumerateFiles("*.parquet", SearchOption.AllDirectories))
            if (!IsHidden(file) && !kept.Contains(file.FullName) && IsOld(file, options.FileRetention))
                Remove(file, ref _dataFiles);
        foreach (var file in new DirectoryInfo(log.Files.Path).EnumerateFiles(".*.tmp"))
            if (IsOld(file, options.FileRetention))
                Remove(file, ref _logFiles);
        CleanLog();
        return new(_dataFiles, _bytes, _logFiles);
    }

    private void CleanLog()
    {
        var listing = log.Files.List();
        var newest = listing.Commits.LastOrDefault(version => IsOld(new(log.Files.Commit(version)), options.LogRetention), -1);
        if (listing.Checkpoints.LastOrDefault(checkpoint => checkpoint.Version <= newest) is not { } start) return;
        foreach (var file in listing.Checkpoints.Where(checkpoint => checkpoint.Version < start.Version).SelectMany(checkpoint => checkpoint.Files)) Remove(new(file), ref _logFiles);
        foreach (var version in listing.Commits.Where(version => version < start.Version)) Remove(new(log.Files.Commit(version)), ref _logFiles);
    }

    // What lies in a folder such as _delta_log or _change_data is no data file.
    private bool IsHidden(FileInfo file) => Path.GetRelativePath(table, file.FullName).Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('_') || part.StartsWith('.'));

    private bool IsOld(FileInfo file, Duration retention) => Instant.From(file.LastWriteTimeUtc) <= now - retention;

    private void Remove(FileInfo file, ref int count)
    {
        var bytes = file.Length;
        file.Delete();
        count++;
        _bytes += bytes;
    }
}
