using Quern.Engine.Objects;
using Quern.Engine.Parts;
using Quern.Engine.Sources;
using Quern.Stores.Delta;
using Quern.Stores.Objects;

namespace Quern.Stores.Projects;

/// <summary>
/// Where a project's things are in its folder. What Quern makes lies under <c>.quern</c> and can be made again, but for the registry and the log of the streams.
/// </summary>
/// <param name="folder">The project's folder, as a full path.</param>
public class ProjectFolder(string folder)
{
    private const string OnlineName = "online";

    /// <summary>Gets the project's folder; paths in definitions are relative to it.</summary>
    public string Folder => folder;

    /// <summary>Gets the file with the project's settings.</summary>
    public string Settings => Path.Combine(folder, "quern.json");

    /// <summary>
    /// Gets what opens the reader of the project's databases for one piece of work, which sees one state of each and disposes the reader at its end; null where no connection to any is known.
    /// </summary>
    public Func<ISourceReader>? Databases { get; init; }

    /// <summary>Gets what opens the logs and states of streams that are shared; null where none is.</summary>
    public Func<ISharedState>? Shared { get; init; }

    /// <summary>Gets the project's objects; null where its settings name no object storage.</summary>
    public ObjectStorage? Objects { get; init; }

    /// <summary>Gets where the tables of streams are among them; null where they are in the project's folder.</summary>
    public ObjectLocation? HistoryLocation { get; init; }

    /// <summary>Gets the folder with all that Quern makes.</summary>
    public string Work => Path.Combine(folder, ".quern");

    /// <summary>Gets the folder with commits and compiled definitions.</summary>
    public string Registry => Path.Combine(Work, "registry");

    /// <summary>Gets the folder with the online state.</summary>
    public string Online => Path.Combine(Work, OnlineName);

    /// <summary>Gets the folder with a folder for each shard that keeps its state here.</summary>
    public string Shards => Path.Combine(Work, "shards");

    /// <summary>Gets the folders with online state: the project's, and those of shards that are there.</summary>
    public IReadOnlyList<string> OnlineFolders => [Online, .. Directory.Exists(Shards) ? Directory.GetDirectories(Shards).Order(StringComparer.Ordinal).Select(shard => Path.Combine(shard, OnlineName)) : []];

    /// <summary>Gets the folder with the log of the streams.</summary>
    public string Streams => Path.Combine(Work, "streams");

    /// <summary>Gets the folder with what feeds of streams have read and not yet given.</summary>
    public string FeedFiles => Path.Combine(Work, "feeds");

    /// <summary>Gets the folder with a Delta table for each stream, where they are not among objects.</summary>
    public string History => Path.Combine(Work, "history");

    /// <summary>Gets where the Delta tables of streams are.</summary>
    public TablePlace HistoryTables => HistoryLocation is { } location && Objects is { } objects ? TablePlace.Of(objects, location) : TablePlace.Of(History);

    /// <summary>Gets the folder with copies of objects that were read.</summary>
    public string ObjectCache => Path.Combine(Work, "objects");

    /// <summary>Gets the folder with a Delta table of what was served for each service.</summary>
    public string Served => Path.Combine(Work, "served");

    /// <summary>Gets the folder with what rows were like, by buckets of time.</summary>
    public string Profiles => Path.Combine(Work, "profiles");

    /// <summary>Gets the folder with the counts of service levels, by minute.</summary>
    public string Objectives => Path.Combine(Work, "objectives");

    /// <summary>Gets the folder with what was read and written, by hour.</summary>
    public string Usage => Path.Combine(Work, "usage");

    /// <summary>Gets the file with what is wrong and what is silenced.</summary>
    public string Alerts => Path.Combine(Work, "alerts.json");

    /// <summary>Gets the folder with what was served of each service, by buckets of time.</summary>
    public string ServedProfiles => Path.Combine(Work, "served-profiles");

    /// <summary>Gets the folder with what the latest training sets of each service were like.</summary>
    public string TrainingProfiles => Path.Combine(Work, "training-profiles");

    /// <summary>Gets the folder with what sub-populations of training sets were like, which is learnt again where it is gone.</summary>
    public string TrainingPopulations => Path.Combine(Work, "training-populations");

    /// <summary>Gets the folder in which definitions are compiled.</summary>
    public string Build => Path.Combine(Work, "build");

    /// <summary>Gets the folder with rows that could not be used.</summary>
    public string Quarantine => Path.Combine(Work, "quarantine");

    /// <summary>Gets the folder with a folder for each training set that was asked for over HTTP.</summary>
    public string TrainingSets => Path.Combine(Work, "training-sets");

    /// <summary>The folder of a shard, with its online state and what its server keeps apart from others.</summary>
    public string ShardFolder(string shard) => Path.Combine(Shards, shard);

    /// <summary>The folder with a shard's online state.</summary>
    public string ShardOnline(string shard) => Path.Combine(ShardFolder(shard), OnlineName);

    /// <summary>Gets the folder for what is of use only while a process runs.</summary>
    public string Temporary => Path.Combine(Work, "tmp");
}
