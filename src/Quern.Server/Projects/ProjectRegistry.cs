using System.Globalization;
using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Server.Serving;

namespace Quern.Server.Projects;

/// <summary>Serves what a project's registry has, from its online store. The store is the caller's to close, after the server.</summary>
/// <param name="project">The project's name.</param>
/// <param name="registry">Its registry.</param>
/// <param name="online">Its online store.</param>
/// <param name="streams">Its streams, the caller's to close too; null when it takes no events, and what has come of streams is not served.</param>
/// <param name="materializer">Brings its views up to an instant; null when it is not asked to.</param>
public sealed class ProjectRegistry(string project, IRegistryStore registry, IOnlineStore online, ProjectStreams? streams = null, IViewMaterializer? materializer = null) : IServingRegistry
{
    /// <summary>Gets what places a version in shards; null where the project has none. It throws where that cannot be.</summary>
    public Func<RepositoryPlan, ILogger, ServedShard>? Place { get; init; }

    /// <summary>Gets the streams that this server follows, the caller's to close too; null where it takes events, or has none.</summary>
    public FollowedStreams? Followed { get; init; }

    /// <summary>Says why events of a stream are not taken by any server; null for those that are.</summary>
    public Func<string, Finding?> TakenElsewhere { get; init; } = _ => null;

    /// <inheritdoc/>
    public string? ReadHead() => registry.HeadNumber() is > 0 and var number ? number.ToString(CultureInfo.InvariantCulture) : null;

    /// <inheritdoc/>
    public IRegistryStore Commits => registry;

    /// <inheritdoc/>
    public IServingVersion Load(string head, ILogger log)
    {
        var hash = registry.Find(int.Parse(head, CultureInfo.InvariantCulture))?.ObjectHash ?? throw new QuernException(ServerFindings.NoDefinitions(head));
        var definitions = DefinitionAssembly.Load(registry.GetObject(hash), out var plan);
        try
        {
            var shard = Place?.Invoke(plan, log);
            var here = shard?.Plan ?? plan;
            return new ProjectVersion(project, head, hash, () => registry.GetObject(hash), plan, definitions, online, streams?.Use(plan, here, log), () => streams?.Feeds ?? [], () => streams?.Store, materializer, TakenElsewhere, log)
            {
                Shard = shard,
                Follower = Followed?.Use(here, log),
            };
        }
        catch
        {
            definitions.Dispose();
            throw;
        }
    }
}
