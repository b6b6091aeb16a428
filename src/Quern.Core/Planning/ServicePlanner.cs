using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Works out which views, on-demand features and inputs a service, or a list of features asked for directly, needs.</summary>
public sealed class ServicePlanner
{
    private static readonly HashSet<string> NothingUnresolved = [];

    private readonly FeatureCatalog _catalog;

    /// <summary>Plans over a checked project.</summary>
    public ServicePlanner(RepositoryPlan plan)
        : this(plan.Definition, plan.Views, NothingUnresolved)
    {
    }

    /// <summary>Plans over views of which some may have findings: of the names in <paramref name="unresolved"/> enough has been said.</summary>
    internal ServicePlanner(RepositoryDefinition definition, IReadOnlyDictionary<string, ViewPlan> views, IReadOnlySet<string> unresolved) =>
        _catalog = new(definition, views, unresolved);

    /// <summary>
    /// Plans a list of features: <c>view:feature</c>, <c>view@2:feature</c>, <c>view__feature</c>, or an on-demand feature's name. Columns come in the order of the list.
    /// </summary>
    /// <param name="references">The features.</param>
    /// <param name="fullNames">Whether columns are told apart by their full names, so that two may share a short one.</param>
    /// <returns>The plan; null when there are findings.</returns>
    public (ServicePlan? Plan, IReadOnlyList<Finding> Findings) Plan(IReadOnlyList<string> references, bool fullNames)
    {
        var findings = new List<Finding>();
        var builder = new ServiceBuilder(_catalog, "features asked for", findings);
        var unknown = 0;
        foreach (var reference in references)
            if (!builder.TryReturn(reference, unknown < FindingLimit.PerCode))
                unknown++;
        if (unknown > FindingLimit.PerCode) findings.Add(PlanFindings.More("QRN1030", unknown - FindingLimit.PerCode));
        var plan = builder.Build(null, fullNames);
        return (findings.Count == 0 ? plan : null, FindingLimit.Apply(findings));
    }

    internal ServicePlan Plan(ServiceDefinition service, List<Finding> findings)
    {
        var what = $"service '{service.Name}'";
        var builder = new ServiceBuilder(_catalog, what, findings);
        if (service.Parts.Count + service.OnDemand.Count == 0) findings.Add(PlanFindings.NoFeatures("service", service.Name));
        var reads = new List<(ServicePart Part, int Read)>();
        foreach (var part in service.Parts)
            if (_catalog.View(part.View.Reference) is { } view)
                reads.Add((part, AddPart(service.Name, part, view, builder, findings)));

        foreach (var (part, read) in reads) Return(service.Name, part, read, builder, findings);
        foreach (var feature in service.OnDemand) builder.Offer(feature);
        foreach (var feature in service.OnDemand) builder.Return(feature);
        return builder.Build(service.Name, fullNames: false);
    }

    /// <summary>Checks the on-demand features that no service uses.</summary>
    internal void CheckOnDemand(List<Finding> findings)
    {
        var builder = new ServiceBuilder(_catalog, "on-demand features", findings);
        var used = _catalog.Definition.Services.SelectMany(service => service.OnDemand).Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var feature in _catalog.Definition.OnDemand)
            if (!used.Contains(feature.Name))
                builder.Return(feature);
    }

    private static int AddPart(string service, ServicePart part, ViewPlan view, ServiceBuilder builder, List<Finding> findings)
    {
        var name = part.Alias ?? view.Reference;
        var joinKeys = view.Definition.Entity.JoinKeys;
        foreach (var key in part.JoinKeys.Keys)
            if (!joinKeys.Contains(key))
                findings.Add(PlanFindings.UnknownJoinKey(service, view, key));
        if (builder.Reads(name)) findings.Add(PlanFindings.ViewTwice(service, name));
        return builder.AddRead(view, name, part.Alias is not null, [.. joinKeys.Select(key => part.JoinKeys.GetValueOrDefault(key, key))]);
    }

    private void Return(string service, ServicePart part, int read, ServiceBuilder builder, List<Finding> findings)
    {
        var view = builder.ViewOf(read);
        if (part.Features is null)
        {
            for (var i = 0; i < view.Features.Count; i++) builder.Return(read, i);
            return;
        }

        var unknown = 0;
        foreach (var name in part.Features)
            if (view.IndexOf(name) is >= 0 and var index) builder.Return(read, index);
            else if (!_catalog.IsUnresolved(name) && ++unknown <= FindingLimit.PerCode) findings.Add(PlanFindings.UnknownInOnly(service, view, name));
        if (unknown > FindingLimit.PerCode) findings.Add(PlanFindings.More("QRN1023", unknown - FindingLimit.PerCode));
    }
}
