using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;

namespace Quern.Testing.Tests.Scenarios;

/// <summary>The definitions of scenarios as a server gets them: applied to a registry, and read out of it by somebody else who opens it.</summary>
/// <param name="open">Opens the registry, as another process would.</param>
internal sealed class ScenarioRegistry(Func<IRegistryStore> open) : IDisposable
{
    private static readonly byte[] Compiled = File.ReadAllBytes(typeof(ScenarioRegistry).Assembly.Location);
    private readonly List<DefinitionAssembly> _loaded = [];
    private readonly Dictionary<Type, RepositoryPlan> _plans = [];

    /// <summary>The plan of a repository.</summary>
    public RepositoryPlan Plan(Type type) => _plans.TryGetValue(type, out var known) ? known : _plans[type] = Read(Apply(type), type.FullName!);

    public void Dispose()
    {
        foreach (var assembly in _loaded) assembly.Dispose();
    }

    private int Apply(Type type)
    {
        var registry = new DefinitionRegistry(open());
        var snapshot = SnapshotWriter.Of(ScenarioRun.PlanOf(type));
        var (_, over) = registry.Plan(snapshot, new HashSet<string>());
        return registry.Apply(snapshot, Compiled, over, "ada", new(1), type.Name).Number;
    }

    private RepositoryPlan Read(int number, string name)
    {
        var store = open();
        var head = store.Head()!;
        head.Number.ShouldBe(number);
        _loaded.Add(DefinitionAssembly.Load(store.GetObject(head.ObjectHash!)));
        var plan = ScenarioRun.PlanOf(_loaded[^1].Assembly.GetType(name, throwOnError: true)!);
        new DefinitionRegistry(store).Plan(SnapshotWriter.Of(plan), new HashSet<string>()).Plan.IsEmpty.ShouldBeTrue();
        return plan;
    }
}
