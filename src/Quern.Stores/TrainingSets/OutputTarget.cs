namespace Quern.Stores.TrainingSets;

/// <summary>The file that a training set becomes.</summary>
/// <param name="Path">Its path.</param>
/// <param name="IsCsv">Whether it is CSV; otherwise Parquet.</param>
internal sealed record OutputTarget(string Path, bool IsCsv)
{
    // Fixed row groups, which do not depend on memory or threads. A dictionary pays for keys and small counts, and is given up early where values differ.
    private const string Parquet = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880, DICTIONARY_SIZE_LIMIT 2048";

    /// <summary>How parts are written that are put together later.</summary>
    public const string PartOptions = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880";

    /// <summary>Gets what COPY is told.</summary>
    public string Options => !IsCsv ? Parquet : $"FORMAT csv, HEADER true, COMPRESSION {(IsGzip ? "gzip" : "none")}";

    private bool IsGzip => Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The target for a path; everything that is wrong with it is found before any work is done.</summary>
    /// <param name="name">What the user calls it.</param>
    /// <param name="full">Its full path.</param>
    /// <param name="spine">The file with the rows; null where there is none.</param>
    /// <exception cref="QuernException">The path cannot be written to.</exception>
    public static OutputTarget Of(string name, string full, string? spine)
    {
        var lower = full.ToLowerInvariant();
        var isCsv = lower.EndsWith(".csv", StringComparison.Ordinal) || lower.EndsWith(".csv.gz", StringComparison.Ordinal);
        var findings = new List<Finding>();
        if (!isCsv && !lower.EndsWith(".parquet", StringComparison.Ordinal))
            findings.Add(new("QRN3100", $"output '{name}' is of no format that can be written", null, "Its name must end in .parquet, .csv or .csv.gz."));
        if (Directory.Exists(full)) findings.Add(new("QRN3101", $"output '{name}' is a folder", null, "Name a file in it."));
        else if (!Directory.Exists(System.IO.Path.GetDirectoryName(full)))
            findings.Add(new("QRN3102", $"output '{name}' cannot be written: its folder does not exist", $"The folder: {System.IO.Path.GetDirectoryName(full)}", "Make the folder, or correct the path."));
        if (full == spine) findings.Add(new("QRN3107", $"output '{name}' is the spine itself", null, "Choose another name: the spine must stay as it is."));
        return findings.Count == 0 ? new(full, isCsv) : throw new QuernException(findings);
    }
}
