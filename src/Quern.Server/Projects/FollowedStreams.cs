using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Server.Projects;

/// <summary>
/// The streams of a project as a shard's server has them: nothing until a version of the registry has one whose views are here, from then on it follows the log that another process of this machine writes.
/// Disposed after the server and before the shard's store; then what was followed is in the shard's state too.
/// </summary>
/// <param name="open">Opens the store of the log, when there is a stream.</param>
/// <param name="online">The shard's online store.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="limits">How often it looks and writes.</param>
public sealed partial class FollowedStreams(Func<IOnlineStore> open, IOnlineStore online, IClock clock, StreamLimits limits) : IDisposable
{
    private IOnlineStore? _store;
    private StreamFollower? _follower;
    private string? _told;

    /// <inheritdoc/>
    public void Dispose()
    {
        _follower?.Dispose();
        _store?.Dispose();
        (_follower, _store) = (null, null);
    }

    /// <summary>Goes on with a version of the registry; null while there never was a stream here.</summary>
    /// <exception cref="QuernException">There is no log here, another feeds the store, or it cannot be read.</exception>
    internal StreamFollower? Use(RepositoryPlan here, ILogger log)
    {
        if (_follower is null && here.Views.Values.All(view => view.Definition.Source.Stream is null)) return null;
        _store ??= open();
        _follower ??= new(_store, online, clock, limits, failure => OnFailure(failure, log));
        _follower.Use(here);
        return _follower;
    }

    // It is tried again every few milliseconds, and a log need not say so each time.
    private void OnFailure(Exception failure, ILogger log)
    {
        if (_told == failure.Message) return;
        _told = failure.Message;
        LogFailure(log, failure.Message);
    }

    [LoggerMessage(LogLevel.Warning, "the log of the streams could not be followed, or online state not be brought up to date; it is tried again: {reason}")]
    private static partial void LogFailure(ILogger log, string reason);
}
