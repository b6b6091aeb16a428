using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Checks a whole project and works it out. Everything that is wrong is reported at once; a plan is given only when nothing is.</summary>
public static class RepositoryPlanner
{
    /// <summary>Plans what was read, with the findings of the reading first.</summary>
    public static (RepositoryPlan? Plan, IReadOnlyList<Finding> Findings) Plan(RepositoryReading reading, PlanOptions options) =>
        Plan(reading.Definition, options, reading.Findings);

    /// <summary>Plans definitions. The plan is null when a finding is an error.</summary>
    public static (RepositoryPlan? Plan, IReadOnlyList<Finding> Findings) Plan(RepositoryDefinition definition, PlanOptions options) => Plan(definition, options, []);

    private static (RepositoryPlan? Plan, IReadOnlyList<Finding> Findings) Plan(RepositoryDefinition definition, PlanOptions options, IReadOnlyList<Finding> before)
    {
        var findings = new List<Finding>(before);
        NameRules.Check(definition, findings);
        StreamRules.Check(definition, findings);
        var viewPlanner = new ViewPlanner(options, findings);
        var views = new Dictionary<string, ViewPlan>(StringComparer.Ordinal);
        foreach (var view in definition.Views) views.TryAdd(view.Reference, viewPlanner.Plan(view));
        EntityRules.Check(views.Values, findings);

        var services = new Dictionary<string, ServicePlan>(StringComparer.Ordinal);
        var catalog = new FeatureCatalog(definition, views, viewPlanner.Unresolved);
        var lookups = PlanLookups(definition, views, catalog, findings);
        var planner = new ServicePlanner(catalog);
        foreach (var service in definition.Services) services.TryAdd(service.Name, planner.Plan(service, findings));
        planner.CheckOnDemand(findings);

        var limited = FindingLimit.Apply(findings);
        var isSound = limited.All(finding => finding.Severity != Severity.Error);
        return (isSound ? new(definition, views, services) { Lookups = lookups } : null, limited);
    }

    private static Dictionary<string, LookupPlan> PlanLookups(
        RepositoryDefinition definition, IReadOnlyDictionary<string, ViewPlan> views, FeatureCatalog catalog, List<Finding> findings)
    {
        var lookups = new Dictionary<string, LookupPlan>(StringComparer.Ordinal);
        var planner = new LookupPlanner(views, catalog, findings);
        foreach (var lookup in definition.Lookups)
            if (planner.Plan(lookup) is { } plan && lookups.TryAdd(lookup.Name, plan))
                catalog.Add(plan);
        return lookups;
    }
}
