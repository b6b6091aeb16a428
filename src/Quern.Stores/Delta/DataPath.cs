namespace Quern.Stores.Delta;

/// <summary>Paths of data files: in a log they are URIs, relative to the table's folder or absolute.</summary>
internal static class DataPath
{
    /// <summary>Where the file of a log's path is; null when it is not on this machine.</summary>
    public static string? Resolve(string table, string path)
    {
        // Spark writes file:/x, which .NET takes for no URI, as well as file:///x.
        if (path.StartsWith("file:/", StringComparison.OrdinalIgnoreCase)) return "/" + Uri.UnescapeDataString(path["file:".Length..]).TrimStart('/');
        return path.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(Uri.UnescapeDataString(path), table);
    }

    /// <summary>A name that no other data file has, in the folder of a partition: <c>date=2001-03-01/part-….parquet</c>.</summary>
    public static string New(string? partition) => $"{(partition is null ? "" : partition + "/")}part-{Guid.NewGuid()}.zstd.parquet";

    /// <summary>A name that no other data file has, beside another file of the table.</summary>
    public static string NewBeside(string path) => Path.IsPathRooted(path) || path.Contains(':', StringComparison.Ordinal) ? New(null) : New(path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : null);
}
