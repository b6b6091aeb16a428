namespace Quern.Planning.Shards;

/// <summary>
/// Which services and views of a project are in which shard. A service is in the one that names it, else in the default one; a view is in the one that names it, else in each that has a service that
/// reads it, directly or by a lookup, and in the default one when nobody reads it.
/// </summary>
public sealed class ShardMap
{
    private readonly RepositoryPlan _plan;
    private readonly Dictionary<string, ShardDefinition> _shards;
    private readonly Dictionary<string, string> _services;
    private readonly Dictionary<string, IReadOnlyList<string>> _views;
    private readonly Dictionary<string, RepositoryPlan> _parts;

    private ShardMap(RepositoryPlan plan, IReadOnlyList<ShardDefinition> shards)
    {
        ShardDefinition[] named = [.. shards.Where(shard => !shard.IsDefault)];
        var common = shards.FirstOrDefault(shard => shard.IsDefault) ?? new(ShardDefinition.DefaultName, [], [], null);
        (_plan, Shards) = (plan, [common, .. named]);
        Names = [.. Shards.Select(shard => shard.Name)];
        _shards = Shards.ToDictionary(shard => shard.Name, StringComparer.Ordinal);
        _services = plan.Services.Keys.ToDictionary(name => name, name => named.FirstOrDefault(shard => shard.Services.Contains(name))?.Name ?? common.Name, StringComparer.Ordinal);
        var readers = plan.Services
            .SelectMany(service => service.Value.Views.Select(view => (View: view.Reference, Shard: _services[service.Key])))
            .ToLookup(read => read.View, read => read.Shard, StringComparer.Ordinal);
        _views = plan.Views.Keys.ToDictionary(view => view, view => Holders(named, view, readers[view]), StringComparer.Ordinal);
        _parts = Shards.ToDictionary(shard => shard.Name, shard => Part(shard.Name), StringComparer.Ordinal);
    }

    /// <summary>Gets the shards, the default one first.</summary>
    public IReadOnlyList<ShardDefinition> Shards { get; }

    /// <summary>Gets the names of the shards, the default one first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets whether there is more than the default one.</summary>
    public bool IsSharded => Shards.Count > 1;

    /// <summary>Places what a project defines.</summary>
    /// <param name="plan">The project.</param>
    /// <param name="shards">The shards as the settings name them; none for the default one alone.</param>
    /// <returns>Where everything is, and all that is wrong: with a name that nothing has (QRN6423) the rest is placed all the same; a service apart from what it reads (QRN6424) cannot be served.</returns>
    public static (ShardMap Map, IReadOnlyList<Finding> Findings) Place(RepositoryPlan plan, IReadOnlyList<ShardDefinition> shards)
    {
        var map = new ShardMap(plan, shards);
        return (map, [.. shards.SelectMany(shard => Unknown(plan, shard)), .. map.Apart()]);
    }

    /// <summary>What a shard has of the project: its services, and the views and lookups that are in its store. All else of the definitions is there as in the project.</summary>
    /// <param name="shard">One of <see cref="Names"/>.</param>
    public RepositoryPlan PlanOf(string shard) => _parts[shard];

    /// <summary>Whether there is a shard of that name.</summary>
    public bool Has(string shard) => _shards.ContainsKey(shard);

    /// <summary>Where a shard's server answers; null where nobody says.</summary>
    public string? UrlOf(string shard) => _shards[shard].Url;

    /// <summary>The shard of a service of the project.</summary>
    public string ShardOf(string service) => _services[service];

    /// <summary>The shards whose stores have a view of the project, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<string> ShardsOf(string view) => _views[view];

    /// <summary>The shards that have all of some views, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<string> ShardsOf(IEnumerable<string> views)
    {
        string[] all = [.. views];
        return [.. Names.Where(shard => all.All(view => ShardsOf(view).Contains(shard)))];
    }

    private IReadOnlyList<string> Holders(ShardDefinition[] named, string view, IEnumerable<string> readers)
    {
        if (named.FirstOrDefault(shard => shard.Views.Contains(view)) is { } only) return [only.Name];
        var read = readers.ToHashSet(StringComparer.Ordinal);
        if (read.Count == 0) return [ShardDefinition.DefaultName];
        return [.. Names.Where(read.Contains)];
    }

    private static IEnumerable<Finding> Unknown(RepositoryPlan plan, ShardDefinition shard) =>
    [
        .. shard.Services.Where(name => !plan.Services.ContainsKey(name)).Select(name => ShardFindings.Unknown(shard.Name, "service", name, plan.Services.Keys)),
        .. shard.Views.Where(name => !plan.Views.ContainsKey(name)).Select(name => ShardFindings.Unknown(shard.Name, "view", name, plan.Views.Keys)),
    ];

    private IEnumerable<Finding> Apart() =>
        from service in _plan.Services
        from view in service.Value.Views
        where !ShardsOf(view.Reference).Contains(_services[service.Key])
        select ShardFindings.Apart(service.Key, _services[service.Key], view.Reference, ShardsOf(view.Reference)[0]);

    private RepositoryPlan Part(string shard)
    {
        var views = _plan.Views.Where(view => _views[view.Key].Contains(shard)).ToDictionary(StringComparer.Ordinal);
        return _plan with
        {
            Views = views,
            Services = _plan.Services.Where(service => _services[service.Key] == shard).ToDictionary(StringComparer.Ordinal),
            Lookups = _plan.Lookups.Where(lookup => views.ContainsKey(lookup.Value.View.Reference) && views.ContainsKey(lookup.Value.KeyView.Reference)).ToDictionary(StringComparer.Ordinal),
        };
    }
}
