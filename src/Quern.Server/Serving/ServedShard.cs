using Quern.Planning;
using Quern.Planning.Shards;

namespace Quern.Server.Serving;

/// <summary>Which shard of a project a server serves, and where the others are.</summary>
/// <param name="Map">Where everything is.</param>
/// <param name="Name">The shard, one of the map's.</param>
public sealed record ServedShard(ShardMap Map, string Name)
{
    /// <summary>Gets what is served here.</summary>
    public RepositoryPlan Plan => Map.PlanOf(Name);

    /// <summary>Whether this server is the first that has a view; what is done once for a view is done there.</summary>
    /// <param name="view">A view of the project, by reference.</param>
    public bool IsHomeOf(string view) => Map.ShardsOf(view)[0] == Name;
}
