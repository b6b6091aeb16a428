using System.Globalization;

namespace Quern.Stores.DuckDb;

/// <summary>How a database is opened. A null leaves DuckDB's default.</summary>
internal sealed record DuckOptions
{
    /// <summary>The database's file; null keeps it in memory.</summary>
    internal string? Path { get; init; }

    /// <summary>Bytes that buffers may take before they spill (default 80 % of the machine's memory).</summary>
    internal long? MemoryLimit { get; init; }

    /// <summary>Threads in all, the caller's among them (default: the machine's cores).</summary>
    internal int? Threads { get; init; }

    /// <summary>Where buffers spill to.</summary>
    internal string? TempDirectory { get; init; }

    /// <summary>Whether results and files keep their source's order (default true).</summary>
    internal bool? PreserveInsertionOrder { get; init; }

    internal IEnumerable<(string Name, string Value)> Settings()
    {
        if (MemoryLimit is { } bytes)
            yield return ("memory_limit", bytes.ToString(CultureInfo.InvariantCulture) + "B");
        if (Threads is { } threads)
            yield return ("threads", threads.ToString(CultureInfo.InvariantCulture));
        if (TempDirectory is { } folder)
            yield return ("temp_directory", folder);
        if (PreserveInsertionOrder is { } preserve)
            yield return ("preserve_insertion_order", preserve ? "true" : "false");
        // Nothing is fetched over the network behind the user's back, and time has one zone.
        yield return ("autoinstall_known_extensions", "false");
    }
}
