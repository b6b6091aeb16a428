using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Server.Drift;
using Quern.Server.Serving;

namespace Quern.Cli.Projects;

/// <summary>Where a project's definitions are placed, as its settings say.</summary>
internal static partial class ProjectShards
{
    private const string Apart = "QRN6424";

    /// <summary>Places what is defined.</summary>
    /// <exception cref="QuernException">The settings name what is not there, or part a service from what it reads: everything that is wrong.</exception>
    public static ShardMap Place(Project project, RepositoryPlan plan)
    {
        var (map, findings) = ShardMap.Place(plan, Placed(project));
        return findings.Count == 0 ? map : throw new QuernException([.. findings]);
    }

    /// <summary>What a server serves of a version. A name that the version does not have is told and passed over: definitions may go before settings do.</summary>
    /// <exception cref="QuernException">A service is parted from what it reads.</exception>
    public static ServedShard Serve(Project project, RepositoryPlan plan, string shard, ILogger log)
    {
        var (map, findings) = ShardMap.Place(plan, Placed(project));
        if (findings.Where(finding => finding.Code == Apart).ToArray() is { Length: > 0 } apart) throw new QuernException(apart);
        foreach (var finding in findings) LogUnknown(log, finding.ToString());
        return new(map, shard);
    }

    /// <summary>Reaches the stores of views from the server that has the default one open.</summary>
    public static EachStore EachStore(Project project, IOnlineStore online) => (plan, view, use) =>
    {
        foreach (var shard in ShardMap.Place(plan, Placed(project)).Map.ShardsOf(view.Reference))
        {
            using var other = shard == ShardDefinition.DefaultName ? null : OnlineStores.Open(project, shard);
            use(other ?? online);
        }
    };

    /// <summary>The shards as the settings name them.</summary>
    public static IReadOnlyList<ShardDefinition> Placed(Project project) => [.. project.File.Shards.Select(shard => shard.Placed)];

    /// <summary>The name of a shard that is asked for; the default one where none is.</summary>
    /// <exception cref="QuernException">There is none of that name.</exception>
    public static string Named(Project project, string? name)
    {
        if (name is null or ShardDefinition.DefaultName) return ShardDefinition.DefaultName;
        return project.File.Shards.Any(shard => shard.Placed.Name == name)
            ? name
            : throw new QuernException(ShardFindings.NoShard(name, project.File.Shards.Select(shard => shard.Placed.Name).Prepend(ShardDefinition.DefaultName).Distinct()));
    }

    /// <summary>The shards whose stores have views that are asked for, each with those: of one shard, or of all.</summary>
    /// <param name="map">Where everything is.</param>
    /// <param name="views">The views.</param>
    /// <param name="shard">The one shard that is wanted; null for all.</param>
    /// <param name="areNamed">Whether each view was named, and so must be in that shard.</param>
    /// <exception cref="QuernException">A view that was named is not in the shard: one finding for each.</exception>
    public static IReadOnlyList<(string Shard, IReadOnlyList<ViewPlan> Views)> Holding(ShardMap map, IReadOnlyList<ViewPlan> views, string? shard, bool areNamed)
    {
        if (shard is not null && areNamed && views.Where(view => !map.ShardsOf(view.Reference).Contains(shard)).ToArray() is { Length: > 0 } away)
            throw new QuernException([.. away.Select(view => ShardFindings.NotInShard(view.Reference, shard, map.ShardsOf(view.Reference)))]);
        return [.. map.Names.Where(name => shard is null || name == shard)
            .Select(name => (name, (IReadOnlyList<ViewPlan>)[.. views.Where(view => map.ShardsOf(view.Reference).Contains(name))]))
            .Where(part => part.Item2.Count > 0)];
    }

    [LoggerMessage(LogLevel.Warning, "{finding}")]
    private static partial void LogUnknown(ILogger log, string finding);
}
