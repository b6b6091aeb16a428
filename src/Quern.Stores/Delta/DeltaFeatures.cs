namespace Quern.Stores.Delta;

/// <summary>
/// Which tables Quern reads and writes, by the features of the protocol that they use. A feature that a table only allows is not in the way: deletion vectors that no file has, a column mapping
/// that is off.
/// </summary>
internal static class DeltaFeatures
{
    private const string ColumnMapping = "columnMapping";
    private const string DeletionVectors = "deletionVectors";

    // Timestamps without a zone are UTC to Quern; the other asks nothing of a reader.
    private static readonly HashSet<string> Readable = ["timestampNtz", "vacuumProtocolCheck"];
    private static readonly HashSet<string> Writable = ["appendOnly", "invariants"];

    /// <summary>The features that a reader of a state would need and Quern lacks.</summary>
    public static IReadOnlyList<string> MissingToRead(DeltaSnapshot snapshot)
    {
        var missing = new List<string>();
        var protocol = snapshot.Protocol!;
        IReadOnlyList<string> named = protocol.MinReaderVersion switch
        {
            1 => [],
            2 => [ColumnMapping],
            3 => protocol.ReaderFeatures ?? [],
            _ => [$"reader version {protocol.MinReaderVersion}"],
        };
        missing.AddRange(named.Where(feature => !Readable.Contains(feature) && feature is not (ColumnMapping or DeletionVectors)));
        if (named.Contains(ColumnMapping) && snapshot.MetaData!.Property("delta.columnMapping.mode") is not (null or "none")) missing.Add(ColumnMapping);
        if (snapshot.Files.Values.Any(file => file.DeletionVector is not null)) missing.Add(DeletionVectors);
        if (snapshot.MetaData!.Format.Provider != "parquet") missing.Add($"data files in {snapshot.MetaData.Format.Provider}");
        return missing;
    }

    /// <summary>The features that a writer would need besides.</summary>
    public static IReadOnlyList<string> MissingToWrite(DeltaSnapshot snapshot)
    {
        var protocol = snapshot.Protocol!;
        IReadOnlyList<string> named = protocol.MinWriterVersion switch
        {
            <= 2 => [],
            7 => protocol.WriterFeatures ?? [],
            _ => [$"writer version {protocol.MinWriterVersion}"],
        };
        return [.. MissingToRead(snapshot), .. named.Where(feature => !Writable.Contains(feature)), .. snapshot.Schema.HasInvariants ? ["column invariants"] : Array.Empty<string>()];
    }
}
