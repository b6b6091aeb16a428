using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Sources;

/// <summary>
/// Reads Parquet, CSV and NDJSON files and queries over them with DuckDB. Safe to use from several threads.
/// </summary>
public sealed class DuckSourceReader : ISourceReader, IDisposable
{
    private readonly string _folder;
    private readonly DuckSession _session;
    private readonly SourceSnapshots _snapshots;
    private readonly RowEstimates _estimates;

    /// <summary>A reader for a project.</summary>
    /// <param name="projectFolder">What sources' paths are relative to.</param>
    /// <param name="resources">What it may use; null for all of the machine.</param>
    public DuckSourceReader(string projectFolder, DuckResources? resources = null)
    {
        _folder = Path.GetFullPath(projectFolder);
        _session = new DuckSession(resources ?? new(), _folder);
        _snapshots = new SourceSnapshots(_folder);
        _estimates = new RowEstimates(_snapshots);
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
        new SourceScanner(bound, request, connection).Run(sink, cancellation);
        return bound;
    });

    /// <summary>Closes the database.</summary>
    public void Dispose() => _session.Dispose();

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
