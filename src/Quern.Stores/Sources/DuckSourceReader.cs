using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Stores.Objects;

namespace Quern.Stores.Sources;

/// <summary>
/// Reads Parquet, CSV and NDJSON files, Delta tables and queries over them with DuckDB, on this machine or in object storage. It stays with the version of a Delta table, and with the objects, that it sees
/// first: work that is to see later ones takes another reader. Safe to use from several threads.
/// </summary>
public sealed class DuckSourceReader : ISourceReader, IDisposable
{
    private readonly ObjectFiles? _objects;
    private readonly SourceFolder _folder;
    private readonly DuckSession _session;
    private readonly SourceSnapshots _snapshots;
    private readonly RowEstimates _estimates;

    /// <summary>A reader for a project.</summary>
    /// <param name="projectFolder">What sources' paths are relative to.</param>
    /// <param name="resources">What it may use; null for all of the machine.</param>
    /// <param name="versions">Versions of Delta tables to read, by the source's name, where its definition says none; null for the last ones.</param>
    /// <param name="storage">The project's objects; null where its settings name none.</param>
    public DuckSourceReader(string projectFolder, DuckResources? resources = null, IReadOnlyDictionary<string, long>? versions = null, ObjectStorage? storage = null)
    {
        _objects = storage is null ? null : new(storage);
        _folder = new SourceFolder(Path.GetFullPath(projectFolder), versions ?? new Dictionary<string, long>(), _objects);
        _session = new DuckSession(resources ?? new(), _folder.Path);
        _snapshots = new SourceSnapshots(_folder);
        _estimates = new RowEstimates(_folder, _snapshots);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => Read(source, connection =>
    {
        var findings = new List<Finding>();
        var bound = BoundSource.Bind(source, Enumerable.Range(0, source.Schema.Fields.Count), _folder, connection, findings);
        if (bound is { Relation.IsText: true }) TextCheck.Run(bound, connection, findings);
        return findings;
    });

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source) => Read(source, connection => _snapshots.Of(source, connection));

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => Read(source, connection => _estimates.Of(source, connection));

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => Read(request.Source, connection =>
    {
        var findings = new List<Finding>();
        var bound = BoundSource.Bind(request.Source, request.Fields, _folder, connection, findings);
        if (bound is null) throw new QuernException(findings);
        new SourceScanner(bound.Brought(), request, connection).Run(sink, cancellation);
        return bound;
    });

    /// <summary>Closes the database; objects that were read may go from this machine.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _objects?.Dispose();
    }

    private T Read<T>(SourceDefinition source, Func<DuckConnection, T> work)
    {
        try
        {
            using var connection = _session.Connect();
            return work(connection);
        }
        catch (DuckException failure)
        {
            throw StoreErrors.ToRead($"source '{source.Name}'", failure);
        }
    }
}
