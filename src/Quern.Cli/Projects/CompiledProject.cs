using Quern.Connectors.Feeds;
using Quern.Engine.Registry;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Values;

namespace Quern.Cli.Projects;

/// <summary>A project's definitions as they are in its source files now: compiled, planned, and compared with the data.</summary>
internal sealed class CompiledProject : IDisposable
{
    private readonly DefinitionAssembly _loaded;

    private CompiledProject(DefinitionAssembly loaded, byte[] assembly, RepositoryPlan plan, RepositorySnapshot snapshot, IReadOnlyList<Finding> warnings) =>
        (_loaded, Assembly, Plan, Snapshot, Warnings) = (loaded, assembly, plan, snapshot, warnings);

    public byte[] Assembly { get; }

    public RepositoryPlan Plan { get; }

    public RepositorySnapshot Snapshot { get; }

    public IReadOnlyList<Finding> Warnings { get; }

    /// <exception cref="QuernException">Something does not compile, makes no sense, or does not fit the data: everything that is wrong.</exception>
    public static CompiledProject Compile(Project project, ISourceReader reader)
    {
        var bytes = File.ReadAllBytes(DefinitionBuild.Run(project));
        var loaded = DefinitionAssembly.Load(bytes);
        var reading = loaded.Read();
        var (plan, findings) = RepositoryPlanner.Plan(reading, new PlanOptions { RequireOwner = project.File.RequireOwner });
        Finding[] all = [.. findings, .. reading.Definition.Sources.SelectMany(reader.Check)];
        if (plan is null || all.Any(finding => finding.Severity == Severity.Error)) throw new QuernException(all);
        return new(loaded, bytes, plan, SnapshotWriter.Of(plan), [.. all, .. FeedSettings.Compare(project.File.Feeds, plan)]);
    }

    /// <summary>Whether a commit has this code. A method's body may change while nothing that the snapshot tells does.</summary>
    public bool IsCodeOf(RegistryCommit commit) => commit.ObjectHash == ContentHash.Of(Assembly);

    public void Dispose() => _loaded.Dispose();
}
