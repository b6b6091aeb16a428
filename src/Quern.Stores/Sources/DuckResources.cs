namespace Quern.Stores.Sources;

/// <summary>What reading and writing files may use of the machine.</summary>
public sealed record DuckResources
{
    /// <summary>Bytes that DuckDB's buffers may take before they spill to <see cref="TempFolder"/>; null (the default) for its own limit, 80 % of the machine's memory.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Threads; null (the default) for one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>Where buffers spill to; null (the default) for a folder under the system's own for temporary files.</summary>
    public string? TempFolder { get; init; }
}
