using System.Collections.Concurrent;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Protocol.Registry;

namespace Quern.Server.Http.Registry;

/// <summary>Open plans, and what each would touch.</summary>
internal sealed class PlanLog(IRegistryStore? store)
{
    private readonly ConcurrentDictionary<int, (RegistryPlan Plan, ChangePlan Changes)> _known = new();

    private IRegistryStore Store => store ?? throw new QuernException(ServerFindings.NoCommits());

    /// <summary>The open plans, the latest first.</summary>
    /// <exception cref="QuernException">The registry is damaged, or there is none (QRN5182).</exception>
    public IReadOnlyList<PlanShape> List()
    {
        var head = Store.HeadNumber();
        return [.. Store.OpenPlans().Reverse().Select(Read).Select(known => Shape(known.Plan, known.Changes, head))];
    }

    /// <summary>One plan, open or ended.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="served">How data flows now; null while nothing is served.</param>
    /// <exception cref="QuernException">There is no such plan (QRN2011), the registry is damaged, or there is none (QRN5182).</exception>
    public PlanDetailShape Find(int number, Lineage? served)
    {
        var (plan, changes) = Read(number);
        var lineage = LineageShape.Of(PlanImpact.Merge(plan.Facts.Lineage, served, changes));
        return new(
            Shape(plan, changes, Store.HeadNumber()), ChangeShapes.Of(changes), plan.Facts.Notes, lineage, PlanImpact.Touched(lineage, changes),
            Store.EndOfPlan(number) is { } end ? new(end.Author, end.Time.ToString(), end.Commit) : null);
    }

    // Plans never change, nor do the commits that they are over.
    private (RegistryPlan Plan, ChangePlan Changes) Read(int number) => _known.GetOrAdd(number, _ =>
    {
        var registry = new DefinitionRegistry(Store);
        var plan = registry.FindPlan(number);
        return (plan, registry.ChangesOf(plan));
    });

    private static PlanShape Shape(RegistryPlan plan, ChangePlan changes, int head) => new(
        plan.Number, plan.Over, plan.Author, plan.Time.ToString(), plan.Message,
        changes.CountOf(ChangeKind.Add), changes.CountOf(ChangeKind.Change), changes.CountOf(ChangeKind.Remove), ChangeShapes.Heads(changes),
        plan.IsStale(head), plan.Facts.BackfillRows);
}
