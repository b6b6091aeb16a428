using Quern.Time;

namespace Quern.Stores.Backups;

/// <summary>
/// Copies profiles while they are written. What says of which rows they are, <c>covered</c>, is written after them and copied before them. Up to which event of a stream they are, <c>stream-end</c>,
/// is copied only when nobody wrote meanwhile: without it they are made again from the stream's beginning, with a wrong one they would be wrong.
/// </summary>
internal static class ProfileCopy
{
    private const string StreamEnd = "stream-end";
    private const string Covered = "covered";

    public static void Run(string root, string path, BackupDraft draft, TimeProvider clock)
    {
        foreach (var folder in BackupTarget.FilesIn(root).Select(file => Path.GetDirectoryName(file)!).Distinct().ToArray())
        {
            var under = $"{path}/{Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/')}";
            var end = Find(folder);
            draft.Copy(Path.Combine(folder, Covered), $"{under}/{Covered}");
            foreach (var file in BackupTarget.FilesIn(folder).Where(file => Path.GetFileName(file) is not (StreamEnd or Covered) && Path.GetDirectoryName(file) == folder))
                draft.Copy(file, $"{under}/{Path.GetFileName(file)}");
            if (end is not null && Find(folder) is { } after && after.AsSpan().SequenceEqual(end)) draft.Write($"{under}/{StreamEnd}", end, Instant.From(clock.GetUtcNow()));
        }
    }

    private static byte[]? Find(string folder)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, StreamEnd));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
