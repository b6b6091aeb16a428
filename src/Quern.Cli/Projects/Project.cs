using Quern.Connectors.Postgres.Registry;
using Quern.Connectors.Postgres.Sources;
using Quern.Connectors.Workers;
using Quern.Engine.Parts;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Stores.Projects;
using Quern.Stores.Registry;

namespace Quern.Cli.Projects;

/// <summary>A project's folder, where its things are, and what its settings say.</summary>
internal sealed class Project : ProjectFolder
{
    // Each is a connection to a server that has others to serve.
    private const int MostReaders = 4;

    private Project(string folder, ProjectFile file)
        : base(folder)
    {
        File = file;
        Objects = file.Storage is { } storage ? ObjectStorages.Open(storage, ObjectCache) : null;
        HistoryLocation = file.Storage?.History;
        Databases = () => new PostgresSourceReader(file.Connections, Math.Min(MostReaders, Environment.ProcessorCount));
        Shared = file.Shared.Count > 0 ? () => OpenParts()! : null;
    }

    public ProjectFile File { get; }

    /// <summary>The project's registry: in the database that the settings name, or in files of its folder.</summary>
    /// <exception cref="QuernException">The environment does not have the connection.</exception>
    public IRegistryStore OpenRegistry() => File.Registry is { } connection ? new PostgresRegistryStore(connection, File.Project) : new FileRegistryStore(Registry);

    /// <summary>The parts of the streams that are shared, connected when something is asked of them; null where none is.</summary>
    public RedisParts? OpenParts() => File.Shared.Count > 0 ? new(File.Online!, File.Project, File.Shared, TimeProvider.System) : null;

    /// <summary>What is applied without the sources of shared streams and the views over them, for whoever takes the events of the others.</summary>
    public RepositoryPlan OwnPlan(RepositoryPlan plan) => SharedViews.Without(plan, File.Shared.Keys);

    /// <summary>Why events of a stream are not taken from anybody but its topic; null where they are.</summary>
    public Finding? TakenElsewhere(string stream) => File.Shared.ContainsKey(stream) ? WorkerFindings.Produce(stream, File.Feeds[stream].Name) : null;

    /// <summary>Whether workers keep the state of a view.</summary>
    public bool IsShared(ViewPlan view) => view.Definition.Source.Stream is { } stream && File.Shared.ContainsKey(stream);

    /// <summary>Why something cannot be done to the state of a view; null where it can.</summary>
    public Finding? KeptElsewhere(ViewPlan view, string what) => IsShared(view) ? WorkerFindings.Kept(view.Reference, view.Definition.Source.Stream!, what) : null;

    /// <summary>Requires that something can be done to the state of each view.</summary>
    /// <exception cref="QuernException">Workers keep some of them: one finding for each.</exception>
    public void RequireOwn(IEnumerable<ViewPlan> views, string what)
    {
        Finding[] kept = [.. views.Select(view => KeptElsewhere(view, what)).OfType<Finding>()];
        if (kept.Length > 0) throw new QuernException(kept);
    }

    /// <summary>Where the promises of a shard's server are counted.</summary>
    public string ObjectivesOf(string shard) => shard == ShardDefinition.DefaultName ? Objectives : Path.Combine(ShardFolder(shard), "objectives");

    /// <summary>Where a shard's server writes down what it has told of.</summary>
    public string AlertsOf(string shard) => shard == ShardDefinition.DefaultName ? Alerts : Path.Combine(ShardFolder(shard), "alerts.json");

    /// <summary>What to say of commits that lie in files of the folder though the settings name a database; null when there are none.</summary>
    public string? CommitsLeftBehind() => File.Registry is not null && new FileRegistryStore(Registry).HeadNumber() is > 0 and var head
        ? $"Up to commit {head}, its history is in files of the project's folder: 'quern registry copy' brings it into the database."
        : null;

    /// <summary>The project in a folder, or in the nearest folder above that has one.</summary>
    public static Project Open(string? folder)
    {
        var start = Path.GetFullPath(folder ?? Directory.GetCurrentDirectory());
        for (var at = start; at is not null; at = Path.GetDirectoryName(at))
            if (Path.Combine(at, ProjectFile.Name) is var path && System.IO.File.Exists(path))
                return new(at, ProjectFile.Read(path, SettingsOverride.OfEnvironment()));
        throw new QuernException(new Finding(
            "QRN6001", $"no project in '{start}' or any folder above it", $"A project is a folder with a {ProjectFile.Name}.", "Make one with 'quern init NAME', or name one with --project FOLDER."));
    }
}
