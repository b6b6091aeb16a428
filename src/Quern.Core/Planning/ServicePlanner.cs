using Quern.Definitions;

namespace Quern.Planning;

/// <summary>Works out which views, on-demand features and inputs a service, or a list of features asked for directly, needs.</summary>
public sealed class ServicePlanner
{
    private static readonly HashSet<string> NothingUnresolved = [];

    private readonly FeatureCatalog _catalog;

    /// <summary>Plans over a checked project.</summary>
    public ServicePlanner(RepositoryPlan plan)
        : this(new FeatureCatalog(plan.Definition, plan.Views, NothingUnresolved))
    {
        foreach (var lookup in plan.Lookups.Values) _catalog.Add(lookup);
    }

    /// <summary>Plans over views and lookups of which some may have findings.</summary>
    internal ServicePlanner(FeatureCatalog catalog) => _catalog = catalog;

    /// <summary>
    /// Plans a list of features: <c>view:feature</c>, <c>view@2:feature</c>, <c>view__feature</c>, the same of a lookup, or an on-demand feature's name. Columns come in the order of the list.
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
        if (service.Parts.Count + service.Lookups.Count + service.OnDemand.Count == 0) findings.Add(PlanFindings.NoFeatures("service", service.Name));
        var reads = new List<(ServicePart Part, int Read)>();
        foreach (var part in service.Parts)
            if (_catalog.View(part.View.Reference) is { } view)
                reads.Add((part, AddPart(service.Name, part, view, builder, findings)));

        var lookups = new List<(LookupPart Part, int Lookup)>();
        foreach (var part in service.Lookups)
            if (_catalog.Lookup(part.Lookup.Name) is { } lookup)
                lookups.Add((part, AddPart(service.Name, part, lookup, builder, findings)));

        foreach (var (part, read) in reads) Return(service.Name, part, read, builder, findings);
        foreach (var (part, lookup) in lookups) Return(service.Name, part, lookup, builder, findings);
        foreach (var part in service.OnDemand) builder.Offer(part.Definition);
        foreach (var part in service.OnDemand) Return(service.Name, part, builder, findings);
        var plan = new FallbackPlanner(service, _catalog, findings).Plan(builder.Build(service.Name, fullNames: false));
        AvailabilityRules.Check(service, [.. plan.Reads.Select(read => read.Name), .. plan.Lookups.Select(read => read.Name)], findings);
        return plan with { PointInTime = service.PointInTime?.Name, Availability = service.Availability };
    }

    /// <summary>What it takes to compute a method of a checked project; nothing is returned.</summary>
    internal ServicePlan Plan(OnDemandDefinition method)
    {
        var builder = new ServiceBuilder(_catalog, "on-demand features", []);
        builder.Check(method);
        return builder.Build(null, fullNames: true);
    }

    /// <summary>Checks the on-demand features that no service uses.</summary>
    internal void CheckOnDemand(List<Finding> findings)
    {
        var builder = new ServiceBuilder(_catalog, "on-demand features", findings);
        var used = _catalog.Definition.Services.SelectMany(service => service.OnDemand).Select(part => part.Definition.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var feature in _catalog.Definition.OnDemand)
            if (!used.Contains(feature.Name))
                builder.Check(feature);
    }

    private static int AddPart(string service, ServicePart part, ViewPlan view, ServiceBuilder builder, List<Finding> findings)
    {
        var name = part.Alias ?? view.Reference;
        var joinKeys = view.Definition.Entity.JoinKeys;
        foreach (var key in part.JoinKeys.Keys)
            if (!joinKeys.Contains(key))
                findings.Add(PlanFindings.UnknownJoinKey(service, view, key));
        if (builder.Reads(name)) findings.Add(PlanFindings.ReadTwice(service, "view", name));
        return builder.AddRead(view, name, part.Alias is not null, [.. joinKeys.Select(key => part.JoinKeys.GetValueOrDefault(key, key))]);
    }

    private static int AddPart(string service, LookupPart part, LookupPlan lookup, ServiceBuilder builder, List<Finding> findings)
    {
        var name = part.Alias ?? lookup.Name;
        var joinKeys = lookup.KeyView.Definition.Entity.JoinKeys;
        foreach (var key in part.JoinKeys.Keys)
            if (!joinKeys.Contains(key))
                findings.Add(PlanFindings.UnknownJoinKey(service, lookup, key));
        if (builder.Reads(name)) findings.Add(PlanFindings.ReadTwice(service, "lookup", name));
        return builder.AddLookup(lookup, name, part.Alias is not null, [.. joinKeys.Select(key => part.JoinKeys.GetValueOrDefault(key, key))]);
    }

    private void Return(string service, ServicePart part, int read, ServiceBuilder builder, List<Finding> findings)
    {
        var view = builder.ViewOf(read);
        if (part.Features is null)
        {
            for (var i = 0; i < view.Features.Count; i++) builder.Return(new FeaturePlace(InputKind.Feature, read, i));
            return;
        }

        var unknown = 0;
        foreach (var name in part.Features)
            if (view.IndexOf(name) is >= 0 and var index) builder.Return(new FeaturePlace(InputKind.Feature, read, index));
            else if (!_catalog.IsUnresolved(name) && ++unknown <= FindingLimit.PerCode) findings.Add(PlanFindings.UnknownInOnly(service, view, name));
        if (unknown > FindingLimit.PerCode) findings.Add(PlanFindings.More("QRN1023", unknown - FindingLimit.PerCode));
    }

    // A method of which nothing is wanted by a name that it has is checked all the same.
    private static void Return(string service, OnDemandPart part, ServiceBuilder builder, List<Finding> findings)
    {
        builder.Check(part.Definition);
        foreach (var name in part.Features ?? [.. part.Definition.Outputs.Select(output => output.Name)])
            if (part.Definition.IndexOf(name) is >= 0 and var output) builder.Return(new OnDemandPlace(part.Definition, output));
            else findings.Add(PlanFindings.UnknownInOnly(service, part.Definition, name));
    }

    private void Return(string service, LookupPart part, int number, ServiceBuilder builder, List<Finding> findings)
    {
        var lookup = builder.LookupOf(number);
        var what = $"service '{service}', lookup '{lookup.Name}'";
        if (part.Features is null)
        {
            for (var i = 0; i < lookup.Features.Count; i++) builder.Return(new FeaturePlace(InputKind.Lookup, number, i));
            findings.AddRange(lookup.Unlisted.Select(feature => PlanFindings.Unlisted(what, feature)));
            return;
        }

        foreach (var name in part.Features)
            if (lookup.IndexOf(name) is >= 0 and var index) builder.Return(new FeaturePlace(InputKind.Lookup, number, index));
            else if (lookup.Unlisted.FirstOrDefault(feature => feature.Name == name) is { } unlisted) findings.Add(PlanFindings.Unlisted(what, unlisted));
            else if (!_catalog.IsUnresolved(name)) findings.Add(PlanFindings.UnknownInOnly(service, lookup, name));
    }
}
