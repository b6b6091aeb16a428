using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Registry;
using Quern.Engine.Registry.Code;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Server.Serving;
using Quern.Time;

namespace Quern.Server.Projects;

/// <summary>One version of a project's registry over its online store.</summary>
internal sealed partial class ProjectVersion(
    string project, string version, string code, Func<byte[]> readCode, RepositoryPlan repository, DefinitionAssembly definitions, IOnlineStore online, StreamIngest? streams, Func<IReadOnlyList<FeedStatus>> feeds,
    Func<IOnlineStore?> streamStore, IViewMaterializer? materializer, Func<string, Finding?> takenElsewhere, ILogger log)
    : IServingVersion
{
    private readonly ConcurrentDictionary<string, bool> _failed = new();
    // What fails is tried again by the next who asks.
    private readonly Lazy<DefinitionCode> _written = new(() => DefinitionCode.Read(readCode(), definitions), LazyThreadSafetyMode.PublicationOnly);

    public string Project => project;

    public string Version => version;

    public string Code => code;

    public DefinitionCode Definitions => _written.Value;

    public RepositoryPlan Repository => repository;

    public ServedShard? Shard { get; init; }

    public StreamIngest? Streams => streams;

    public StreamFollower? Follower { get; init; }

    public IReadOnlyList<FeedStatus> Feeds => feeds();

    public IOnlineStore? StreamStore => streamStore();

    public IViewMaterializer? Materializer => materializer;

    public Finding? TakenElsewhere(string stream) => takenElsewhere(stream);

    public IVectorSource OpenSource(ServicePlan service) => OpenTraced(service);

    public OnlineVectors OpenTraced(ServicePlan service) => new(online, service, streams?.Heads ?? Follower?.Heads, OnFailure);

    public Instant? MaterializedTo(ViewPlan view)
    {
        using var snapshot = online.OpenSnapshot([view]);
        snapshot.Renew();
        return OnlineCatalog.Find(snapshot, view)?.MaterializedTo;
    }

    public IReadOnlyDictionary<string, ViewPause> Pauses => PauseCatalog.Lasting(online);

    public void Dispose() => definitions.Dispose();

    // A method that throws does so for many rows: the log has the first, the answers have them all.
    private void OnFailure(string feature, int row, Exception exception)
    {
        if (_failed.TryAdd(feature, true)) LogFailure(feature, row, exception);
    }

    [LoggerMessage(LogLevel.Error, "on-demand feature '{feature}' failed, first for row {row} of a request; it is told once")]
    private partial void LogFailure(string feature, int row, Exception e);
}
