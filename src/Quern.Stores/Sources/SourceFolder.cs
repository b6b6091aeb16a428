using System.Collections.Concurrent;
using Quern.Definitions;
using Quern.Stores.Delta;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>
/// Where sources lie, and as of when Delta tables among them are read: a table is looked at once, so that whatever is read for one piece of work is of one version, however many others write meanwhile.
/// </summary>
/// <param name="path">The folder that sources' paths are relative to.</param>
/// <param name="versions">The versions to read of tables whose definition says none, by the source's name; of others the last.</param>
internal sealed class SourceFolder(string path, IReadOnlyDictionary<string, long> versions)
{
    private readonly ConcurrentDictionary<(string Table, long? Version), DeltaSnapshot> _tables = new();

    public string Path { get; } = path;

    /// <summary>What a source is called in findings.</summary>
    public static string NameOf(SourceDefinition source) => $"source '{source.Name}'";

    /// <summary>Where a Delta table is.</summary>
    public string TableOf(SourceDefinition source) => System.IO.Path.GetFullPath(source.Location, Path);

    /// <summary>The state in which a Delta table is read.</summary>
    /// <exception cref="QuernException">It is no table, or none that can be read.</exception>
    public DeltaSnapshot Delta(SourceDefinition source, DuckConnection connection)
    {
        var version = source.Version ?? (versions.TryGetValue(source.Name, out var chosen) ? chosen : null);
        return _tables.GetOrAdd((TableOf(source), version), key => new DeltaLog(key.Table, NameOf(source)).Read(version, connection));
    }

    /// <summary>A path as it is told to the user and in snapshots: relative to the folder, with forward slashes.</summary>
    public string Shown(string full) => System.IO.Path.GetRelativePath(Path, full).Replace('\\', '/');
}
