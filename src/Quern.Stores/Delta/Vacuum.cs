using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>
/// Removes what nobody needs: (1) data files that are neither part of the table nor were within the retention, and are as old themselves, since a younger one may be about to be committed; (2) drafts that
/// writers left; (3) checkpoints, then commits, before the checkpoint from which all versions within the log's retention can be read. A crash in between leaves a table that can be read.
/// </summary>
internal sealed class Vacuum(TableFiles files, DeltaOptions options, Instant now)
{
    private int _dataFiles;
    private int _logFiles;
    private long _bytes;

    public DeltaVacuum Run(DeltaSnapshot snapshot)
    {
        var kept = snapshot.Files.Keys.Concat(snapshot.Tombstones.Values.Where(file => LogTime.At(file.DeletionTimestamp ?? 0) > now - options.FileRetention).Select(file => file.Path))
            .Select(files.NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.List("").ToList())
            if (file.Name.EndsWith(".parquet", StringComparison.Ordinal) && !IsHidden(file) && !kept.Contains(file.Name) && IsOld(file, options.FileRetention))
                Remove(file, ref _dataFiles);
        _logFiles += files.DeleteDrafts(now - options.FileRetention);
        CleanLog();
        return new(_dataFiles, _bytes, _logFiles);
    }

    private void CleanLog()
    {
        var there = files.List(TableFiles.Log).ToDictionary(file => file.Name[TableFiles.Log.Length..], StringComparer.Ordinal);
        var listing = LogNames.List(there.Keys);
        var newest = listing.Commits.LastOrDefault(version => IsOld(there[LogNames.Commit(version)], options.LogRetention), -1);
        if (listing.Checkpoints.LastOrDefault(checkpoint => checkpoint.Version <= newest) is not { } start) return;
        foreach (var file in listing.Checkpoints.Where(checkpoint => checkpoint.Version < start.Version).SelectMany(checkpoint => checkpoint.Files)) Remove(there[file], ref _logFiles);
        foreach (var version in listing.Commits.Where(version => version < start.Version)) Remove(there[LogNames.Commit(version)], ref _logFiles);
    }

    // What lies in a folder such as _delta_log or _change_data is no data file.
    private static bool IsHidden(TableFile file) => file.Name.Split('/').Any(part => part.StartsWith('_') || part.StartsWith('.'));

    private bool IsOld(TableFile file, Duration retention) => file.Modified <= now - retention;

    private void Remove(TableFile file, ref int count)
    {
        files.Delete(file.Name);
        count++;
        _bytes += file.Bytes;
    }
}
