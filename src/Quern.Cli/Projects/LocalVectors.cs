using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Planning.Shards;
using Quern.Server.Clocks;
using Quern.Stores.Lmdb;

namespace Quern.Cli.Projects;

/// <summary>Reads a service's vectors from a project's online state and from what has come of its streams, beside a server or without one.</summary>
internal sealed class LocalVectors : IDisposable
{
    private readonly IOnlineStore _store;
    private readonly LmdbOnlineStore? _log;

    public LocalVectors(Project project, RepositoryPlan plan, ServicePlan service)
    {
        var map = ProjectShards.Place(project, plan);
        // A list of features has no name, and is read where all of it is.
        var shard = service.Name is { } name ? map.ShardOf(name) : map.ShardsOf(service.Views.Select(view => view.Reference)).DefaultIfEmpty(ShardDefinition.DefaultName).First();
        _store = OnlineStores.Open(project, shard);
        _log = service.Views.Any(view => view.Definition.Source.Stream is { } stream && !project.File.Shared.ContainsKey(stream)) ? OnlineStores.ReadLog(project, _store) : null;
        var heads = _log is null ? null : new StreamHeads(new(_log), _store, new WallClock());
        heads?.Use(project.OwnPlan(map.PlanOf(shard)));
        Vectors = new(_store, service, heads);
    }

    public OnlineVectors Vectors { get; }

    public void Dispose()
    {
        Vectors.Dispose();
        _log?.Dispose();
        _store.Dispose();
    }
}
