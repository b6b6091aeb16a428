using Quern.Stores.Files;

namespace Quern.Stores.Objects;

/// <summary>Keeps a folder of objects within bounds: those that nobody has used for the longest time go first. What somebody is using has another name, and stays on the disk until that goes too.</summary>
internal static class ObjectRoom
{
    /// <summary>What names of objects begin with that are not whole yet.</summary>
    public const string Drafts = "draft-";

    /// <summary>Removes objects until at most so many bytes are left.</summary>
    public static void Make(string folder, long bytes)
    {
        FileInfo[] all = [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => !file.Name.StartsWith(Drafts, StringComparison.Ordinal))];
        var statements = all.Where(file => file.Extension == PartialFile.StatementEnding).ToLookup(file => PartialFile.NameOf(file.Name) + PartialFile.Ending);
        FileInfo[] files = [.. all.Where(file => file.Extension != PartialFile.StatementEnding)];
        var left = files.Sum(LengthOf);
        foreach (var file in files.OrderBy(file => file.LastAccessTimeUtc))
        {
            if (left <= bytes) break;
            left -= LengthOf(file);
            // First what says that it is there.
            foreach (var statement in statements[file.Name]) statement.Delete();
            file.Delete();
        }

        // What is said of a file that somebody has let go meanwhile helps nobody.
        var names = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var statement in statements.Where(statement => !names.Contains(statement.Key)).SelectMany(statement => statement)) statement.Delete();
    }

    // Another process may remove it meanwhile.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Extension == PartialFile.Ending && SparseFile.IsSupported ? SparseFile.BytesOnDisk(file.FullName) : file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
