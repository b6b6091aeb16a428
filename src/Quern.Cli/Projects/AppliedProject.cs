using Quern.Definitions;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Projects;

/// <summary>A project's definitions as they were applied: read back from the registry, no source file looked at.</summary>
internal sealed class AppliedProject : IDisposable
{
    private readonly DefinitionAssembly _loaded;

    private AppliedProject(DefinitionAssembly loaded, RepositoryPlan plan, RegistryCommit commit) => (_loaded, Plan, Commit) = (loaded, plan, commit);

    public RepositoryPlan Plan { get; }

    public RegistryCommit Commit { get; }

    /// <exception cref="QuernException">Nothing is applied, or what is cannot be loaded.</exception>
    public static AppliedProject Open(Project project)
    {
        var store = project.OpenRegistry();
        var commit = store.Head() ?? throw new QuernException(new Finding("QRN6006", $"nothing is applied in project '{project.File.Project}'", project.CommitsLeftBehind(), "Run 'quern plan' to see what would be, then 'quern apply'."));
        return Load(store, commit);
    }

    public static AppliedProject Load(IRegistryStore store, RegistryCommit commit)
    {
        var loaded = DefinitionAssembly.Load(store.GetObject(commit.ObjectHash!), out var plan);
        return new(loaded, plan, commit);
    }

    /// <summary>The views whose names or references are given; all when none is.</summary>
    /// <exception cref="QuernException">There is no such view: one finding for each.</exception>
    public IReadOnlyList<ViewPlan> Views(IReadOnlyList<string> names)
    {
        if (names.Count == 0) return [.. Plan.Views.Values];
        Finding[] unknown = [.. names.Where(name => !Plan.Views.ContainsKey(name)).Select(name => new Finding("QRN6007", $"there is no view '{name}'", $"The views are: {string.Join(", ", Plan.Views.Keys)}.", "Apply it first if it is new."))];
        return unknown.Length == 0 ? [.. names.Distinct().Select(name => Plan.Views[name])] : throw new QuernException(unknown);
    }

    /// <summary>A source by its name.</summary>
    /// <exception cref="QuernException">There is none.</exception>
    public SourceDefinition Source(string name) => Plan.Definition.Sources.FirstOrDefault(source => source.Name == name)
        ?? throw new QuernException(new Finding("QRN6304", $"there is no source '{name}'", $"The sources are: {string.Join(", ", Plan.Definition.Sources.Select(source => source.Name))}.", "Apply it first if it is new."));

    /// <summary>A service by its name.</summary>
    /// <exception cref="QuernException">There is none.</exception>
    public ServicePlan Service(string name) => Plan.Services.TryGetValue(name, out var service)
        ? service
        : throw new QuernException(new Finding("QRN6008", $"there is no service '{name}'", $"The services are: {string.Join(", ", Plan.Services.Keys)}.", "Apply it first if it is new."));

    /// <summary>A named point in time.</summary>
    /// <exception cref="QuernException">There is none.</exception>
    public PointInTimeDefinition PointInTime(string name) => Plan.Definition.PointsInTime.FirstOrDefault(point => point.Name == name)
        ?? throw new QuernException(new Finding("QRN6350", $"there is no point in time '{name}'", $"The points in time are: {string.Join(", ", Plan.Definition.PointsInTime.Select(point => point.Name).DefaultIfEmpty("none"))}.", "Apply it first if it is new."));

    /// <summary>The features that a training set asks for.</summary>
    /// <exception cref="QuernException">There is no such service, feature or point in time, or they do not go together.</exception>
    public ServicePlan Features(TrainingSetOrder order)
    {
        if (order.PointInTime is { } point) PointInTime(point);
        if (order.Service is { } name) return Service(name);
        var (plan, findings) = new ServicePlanner(Plan).Plan(order.Features, fullNames: false);
        return plan ?? throw new QuernException(findings);
    }

    public void Dispose() => _loaded.Dispose();
}
