using Quern.Stores.Files;
using Quern.Stores.Objects;
using Quern.Time;

namespace Quern.Stores.Delta;

/// <summary>A table in a folder of this machine.</summary>
internal sealed class FolderFiles(string folder) : TableFiles
{
    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public override string Root => _folder;

    public override IEnumerable<TableFile> List(string prefix)
    {
        // Of a log only the folder itself: what is in folders of it is not asked for.
        var root = prefix == Log ? Path.Combine(_folder, LogFolder.Name) : _folder;
        if (!Directory.Exists(root)) return [];
        return new DirectoryInfo(root).EnumerateFiles("*", prefix == Log ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
            .Where(file => !IsDraft(file.Name))
            .Select(file => new TableFile(Path.GetRelativePath(_folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, Instant.From(file.LastWriteTimeUtc)))
            .Where(file => file.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    public override bool Exists(string name) => File.Exists(PathOf(name));

    public override byte[]? Find(string name)
    {
        try
        {
            return File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public override Instant TimeOf(string name) => Instant.From(File.GetLastWriteTimeUtc(PathOf(name)));

    public override bool TryCreate(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        return DurableFile.TryCreate(PathOf(name), content);
    }

    public override void Replace(string name, byte[] content) => DurableFile.Replace(PathOf(name), content);

    // Data files have names that nobody knows before the commit: they are written where they stay.
    public override string Draft(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        return name.StartsWith(Log, StringComparison.Ordinal) ? DurableFile.DraftOf(PathOf(name)) : PathOf(name);
    }

    public override void Publish(string draft, string name, CancellationToken cancellation)
    {
        if (draft != PathOf(name)) DurableFile.Publish(draft, PathOf(name));
        else
        {
            DurableFile.Flush(draft);
            DurableFile.FlushFolder(_folder);
        }
    }

    public override void Delete(string name) => File.Delete(PathOf(name));

    public override int DeleteDrafts(Instant before)
    {
        var count = 0;
        foreach (var file in new DirectoryInfo(Path.Combine(_folder, LogFolder.Name)).EnumerateFiles(".*.tmp"))
            if (Instant.From(file.LastWriteTimeUtc) <= before)
            {
                file.Delete();
                count++;
            }

        return count;
    }

    public override string? NameOf(string path) => DataPath.Resolve(_folder, path) is { } full && full.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? Path.GetRelativePath(_folder, full).Replace(Path.DirectorySeparatorChar, '/')
        : null;

    public override IReadOnlyList<string?> Open(IReadOnlyList<string> paths, List<string> elsewhere, WantedColumns? columns = null)
    {
        var files = new string?[paths.Count];
        for (var i = 0; i < files.Length; i++)
            if (DataPath.Resolve(_folder, paths[i]) is not { } full) elsewhere.Add(paths[i]);
            else files[i] = File.Exists(full) ? full : null;
        return files;
    }

    private static bool IsDraft(string name) => name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal);

    private string PathOf(string name) => Path.Combine(_folder, name.Replace('/', Path.DirectorySeparatorChar));
}
