namespace Quern.Stores.Objects;

/// <summary>Keeps a folder of objects within bounds: those that nobody has used for the longest time go first. What somebody is using has another name, and stays on the disk until that goes too.</summary>
internal static class ObjectRoom
{
    /// <summary>What names of objects begin with that are not whole yet.</summary>
    public const string Drafts = "draft-";

    /// <summary>Removes objects until at most so many bytes are left.</summary>
    public static void Make(string folder, long bytes)
    {
        var files = new List<FileInfo>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            if (!file.Name.StartsWith(Drafts, StringComparison.Ordinal))
                files.Add(file);
        var left = files.Sum(LengthOf);
        foreach (var file in files.OrderBy(file => file.LastAccessTimeUtc))
        {
            if (left <= bytes) return;
            left -= LengthOf(file);
            file.Delete();
        }
    }

    // Another process may remove it meanwhile.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
