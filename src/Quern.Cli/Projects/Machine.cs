using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.TrainingSets;
using Quern.Engine.Usage;
using Quern.Server.Projects;
using Quern.Stores.Monitoring;
using Quern.Stores.Projects;
using Quern.Stores.Sources;

namespace Quern.Cli.Projects;

/// <summary>What a command may use of this machine, and the parts that it works with.</summary>
internal static class Machine
{
    /// <summary>A third of the memory that is free to us, at least 512 MiB, for events and results; DuckDB has a limit of its own.</summary>
    public static HistoryLimits Limits => new(Environment.ProcessorCount, Math.Max(512L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3));

    /// <summary>A reader of a project's sources as they are, or of the versions and as much of the streams as a manifest names.</summary>
    public static ProjectReader Reader(Project project, TrainingSetManifest? manifest = null) => new(project, Resources(project), manifest);

    /// <summary>What training sets of a project were like.</summary>
    public static TrainingProfiles TrainingProfiles(Project project) => new(project.TrainingProfiles, TimeProvider.System);

    /// <summary>What reading files may use.</summary>
    public static DuckResources Resources(Project project)
    {
        Directory.CreateDirectory(project.Temporary);
        return new() { TempFolder = project.Temporary };
    }

    /// <summary>Materializes while a server answers: half of the cores read files, and less memory is used than by a command that has the machine for itself.</summary>
    public static ProjectMaterializer Materializer(Project project, IOnlineStore online, UsageMeasure usage)
    {
        Directory.CreateDirectory(project.Temporary);
        var memory = Limits.MemoryBytes / 2;
        var resources = new DuckResources { Threads = Math.Max(1, Environment.ProcessorCount / 2), MemoryBytes = memory, TempFolder = project.Temporary };
        return new(() => new(project, resources), online, Limits with { MemoryBytes = memory }, Path.Combine(project.Quarantine, "materialize-served.ndjson")) { Usage = usage, Refuse = view => project.KeptElsewhere(view, "materialized") };
    }

    public static string User => Environment.UserName;
}
