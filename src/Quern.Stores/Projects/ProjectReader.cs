using Quern.Definitions;
using Quern.Engine.Parts;
using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Engine.TrainingSets;
using Quern.Stores.Lmdb;
using Quern.Stores.Sources;

namespace Quern.Stores.Projects;

/// <summary>Reads a project's sources: its files, its databases, and what has come of its streams.</summary>
public sealed class ProjectReader : ISourceReader, IDisposable
{
    private readonly DuckSourceReader _files;
    private readonly ISourceReader? _databases;
    private readonly LmdbOnlineStore? _streams;
    private readonly ISharedState? _shared;
    private readonly StreamedSourceReader _reader;

    /// <summary>Reads all there is, or what a training set was made of.</summary>
    /// <param name="project">The project.</param>
    /// <param name="resources">What reading its files may use.</param>
    /// <param name="manifest">How the training set was made whose sources are read again; null for all there is.</param>
    /// <exception cref="QuernException">The log of the streams cannot be opened.</exception>
    public ProjectReader(ProjectFolder project, DuckResources resources, TrainingSetManifest? manifest = null)
    {
        _files = new(project.Folder, resources, manifest?.SourceVersions, project.Objects);
        _streams = Directory.Exists(project.Streams) ? new(project.Streams) : null;
        Log = _streams is null ? null : new(_streams);
        _databases = project.Databases?.Invoke();
        _shared = project.Shared?.Invoke();
        _reader = new(new RoutedSourceReader(_files, _databases), Log, manifest?.StreamEnds, _shared);
    }

    /// <summary>Gets the log of the streams that are not shared; null when nothing has come yet.</summary>
    public StreamLog? Log { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(SourceDefinition source) => _reader.Check(source);

    /// <inheritdoc/>
    public SourceSnapshot Snapshot(SourceDefinition source) => _reader.Snapshot(source);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source) => _reader.EstimateRows(source);

    /// <inheritdoc/>
    public long EstimateRows(SourceDefinition source, IReadOnlyList<WantedKeys>? keys) => _reader.EstimateRows(source, keys);

    /// <inheritdoc/>
    public IViewPushDown? PushDown(SourceDefinition source) => _reader.PushDown(source);

    /// <inheritdoc/>
    public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => _reader.Scan(request, sink, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        (_databases as IDisposable)?.Dispose();
        _streams?.Dispose();
        _shared?.Dispose();
    }
}
