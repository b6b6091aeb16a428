using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quern.Stores.Delta;

/// <summary>
/// One action of a log: a line of a commit, or a row of a checkpoint. Exactly one property is set; all are null for an action that Quern does not know, which a reader ignores. Names are those
/// of the protocol (PROTOCOL.md of delta-io/delta), in which all times are milliseconds since 1970-01-01T00:00:00Z.
/// </summary>
internal sealed record LogAction
{
    public JsonObject? CommitInfo { get; init; }

    public Protocol? Protocol { get; init; }

    public Metadata? MetaData { get; init; }

    public SetTransaction? Txn { get; init; }

    public RemoveFile? Remove { get; init; }

    public AddFile? Add { get; init; }
}

/// <summary>What readers and writers of the table must understand. Features are named from reader version 3 and writer version 7 on.</summary>
internal sealed record Protocol(int MinReaderVersion, int MinWriterVersion)
{
    public IReadOnlyList<string>? ReaderFeatures { get; init; }

    public IReadOnlyList<string>? WriterFeatures { get; init; }
}

/// <summary>What the table is.</summary>
internal sealed record Metadata
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public required FileFormat Format { get; init; }

    /// <summary>Gets the columns as JSON.</summary>
    public required string SchemaString { get; init; }

    public IReadOnlyList<string>? PartitionColumns { get; init; }

    public IReadOnlyDictionary<string, string?>? Configuration { get; init; }

    public long? CreatedTime { get; init; }

    /// <summary>The value of a table property; null when it has none.</summary>
    public string? Property(string name) => Configuration?.GetValueOrDefault(name);
}

/// <summary>What the data files are in; always Parquet.</summary>
internal sealed record FileFormat(string Provider)
{
    public IReadOnlyDictionary<string, string?> Options { get; init; } = new Dictionary<string, string?>();
}

/// <summary>How far an application's writes are in the table.</summary>
internal sealed record SetTransaction(string AppId, long Version)
{
    public long? LastUpdated { get; init; }
}

/// <summary>A data file that is part of the table.</summary>
internal sealed record AddFile
{
    /// <summary>Gets a URI, relative to the table's folder unless it is absolute.</summary>
    public required string Path { get; init; }

    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    public required long Size { get; init; }

    public long ModificationTime { get; init; }

    /// <summary>Gets whether its rows are new; not when they were in files that the same commit removes.</summary>
    public bool DataChange { get; init; }

    /// <summary>Gets counts and bounds as JSON; null when nobody took them.</summary>
    public string? Stats { get; init; }

    public IReadOnlyDictionary<string, string?>? Tags { get; init; }

    /// <summary>Gets which rows of the file are deleted; null for none.</summary>
    public JsonElement? DeletionVector { get; init; }

    /// <summary>The value of a partition column, which an empty text makes null for any type.</summary>
    public string? PartitionValue(string column) => PartitionValues?.GetValueOrDefault(column) is { Length: > 0 } value ? value : null;
}

/// <summary>A data file that is part of the table no more.</summary>
internal sealed record RemoveFile
{
    public required string Path { get; init; }

    public long? DeletionTimestamp { get; init; }

    public bool DataChange { get; init; }

    /// <summary>Gets whether the two properties below are there.</summary>
    public bool? ExtendedFileMetadata { get; init; }

    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    public long? Size { get; init; }
}
