using Quern.Connectors.Workers;
using Quern.Engine.Objects;
using Quern.Stores.Delta;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Streams;

namespace Quern.Cli.Projects;

/// <summary>Where workers write the tables of streams that they share: among objects alone, for no worker has a folder that others see or that outlives it.</summary>
internal sealed class WorkerTablePlace : IDisposable
{
    // What is read to put files together; a worker's disk is for nothing else.
    private const long CacheBytes = 256L << 20;
    private readonly Project _project;
    private readonly ObjectLocation _location;
    private readonly ObjectStorage _storage;

    private WorkerTablePlace(Project project, ObjectLocation location, ObjectStorage storage) => (_project, _location, _storage) = (project, location, storage);

    /// <summary>The place that a project's settings name; null where they name none, and no tables are written.</summary>
    public static WorkerTablePlace? Of(Project project) => project.File.Storage is { History: { } location } settings
        ? new(project, location, ObjectStorages.Open(settings with { CacheBytes = Math.Min(settings.CacheBytes, CacheBytes) }, project.ObjectCache))
        : null;

    /// <summary>How a worker writes them.</summary>
    /// <param name="tell">Told of a stream what keeps its table from being written, and with null when it is written again.</param>
    public WorkerTableOptions Options(Action<string, Finding?> tell) => new()
    {
        Tell = tell,
        Open = stop =>
        {
            _storage.Stop = stop;
            // Beside what takes events, and never in its way.
            return new DeltaHistoryTables(TablePlace.Of(_storage, _location), TimeProvider.System, new DuckResources { Threads = 1, MemoryBytes = CacheBytes, TempFolder = _project.Temporary });
        },
    };

    public void Dispose() => _storage.Dispose();

    public override string ToString() => _location.ToString();
}
