using System.Collections.ObjectModel;
using Quern.Connectors.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Registry.Code;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Time;

namespace Quern.Server.Serving;

/// <summary>One version of the registry with its online state, ready to be read by many threads. Disposed when another has taken its place and no request uses it any more.</summary>
public interface IServingVersion : IDisposable
{
    /// <summary>The project's name.</summary>
    string Project { get; }

    /// <summary>The version, as the registry counts.</summary>
    string Version { get; }

    /// <summary>The content hash of its compiled definitions; empty where it has none.</summary>
    string Code => "";

    /// <summary>The C# that it was written in, read when it is first asked for; null where it has no compiled definitions.</summary>
    /// <exception cref="QuernException">The compiled definitions cannot be read.</exception>
    DefinitionCode? Definitions => null;

    /// <summary>What is defined.</summary>
    RepositoryPlan Repository { get; }

    /// <summary>Which shard this server serves; null where the project has none, and all is served.</summary>
    ServedShard? Shard => null;

    /// <summary>Takes what is pushed to the project's streams; null when there never was one, or when another process takes it.</summary>
    StreamIngest? Streams { get; }

    /// <summary>Follows the log of the project's streams; null where this process takes the events, or there is none.</summary>
    StreamFollower? Follower => null;

    /// <summary>Why events of a stream are not taken by any server; null where they are, or there is no such stream.</summary>
    Finding? TakenElsewhere(string stream) => null;

    /// <summary>How each feed of the project stands now; none when nothing but pushes feeds its streams.</summary>
    IReadOnlyList<FeedStatus> Feeds => [];

    /// <summary>The store of the log of the project's streams, which has the dead letters; null while there never was a stream.</summary>
    IOnlineStore? StreamStore => null;

    /// <summary>Brings views up to an instant when a request asks for it; null when this server cannot.</summary>
    IViewMaterializer? Materializer => null;

    /// <summary>Opens a source for a service. The server keeps it in a pool, and disposes it if it is disposable.</summary>
    /// <exception cref="QuernException">The service cannot be read.</exception>
    IVectorSource OpenSource(ServicePlan service);

    /// <summary>Opens a source that also tells what it reads, for one use; the caller disposes it. Null where the version cannot tell.</summary>
    OnlineVectors? OpenTraced(ServicePlan service) => null;

    /// <summary>Up to where a view's events are in the online state; null when there is none.</summary>
    Instant? MaterializedTo(ViewPlan view);

    /// <summary>The views that are not written any more until somebody resumes them, by their references; looked up anew each time.</summary>
    IReadOnlyDictionary<string, ViewPause> Pauses => ReadOnlyDictionary<string, ViewPause>.Empty;
}
