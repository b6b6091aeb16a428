using Microsoft.Extensions.Logging;
using Quern.Connectors.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;

namespace Quern.Server.Projects;

/// <summary>
/// A project's streams: nothing until a version of its registry has one, from then on a log and the one who writes it. Disposed after the server and before the online store; then
/// what was acknowledged is in the online state too.
/// </summary>
/// <param name="open">Opens the store of the log, when there is a stream.</param>
/// <param name="online">The project's online store.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="limits">How much is taken at once.</param>
/// <param name="feeds">What feeds them; null for nothing but pushes. Disposed with it.</param>
/// <param name="keep">Makes what keeps a table of each stream; null where none are kept.</param>
public sealed partial class ProjectStreams(
    Func<IOnlineStore> open, IOnlineStore online, IClock clock, StreamLimits limits, FeedHost? feeds = null, Func<StreamLog, StreamHistory>? keep = null) : IDisposable
{
    private IOnlineStore? _store;
    private StreamIngest? _ingest;
    private StreamTables? _tables;
    private string? _told;

    /// <summary>What of the definitions is taken here; all of them where nobody else takes a stream.</summary>
    public Func<RepositoryPlan, RepositoryPlan> Own { get; init; } = plan => plan;

    /// <summary>How each feed stands.</summary>
    internal IReadOnlyList<FeedStatus> Feeds => feeds?.Status ?? [];

    /// <summary>The store of the log; null while there never was a stream.</summary>
    internal IOnlineStore? Store => _store;

    /// <inheritdoc/>
    public void Dispose()
    {
        feeds?.Dispose();
        // While nobody else may take events, since a table has one writer.
        _tables?.Dispose();
        _ingest?.Dispose();
        _store?.Dispose();
        (_ingest, _tables, _store) = (null, null, null);
    }

    /// <summary>Goes on with a version of the registry, of which a part is kept here; null while there never was a stream.</summary>
    /// <exception cref="QuernException">Another process takes events of the project, or its log cannot be read.</exception>
    internal StreamIngest? Use(RepositoryPlan plan, RepositoryPlan here, ILogger log)
    {
        (plan, here) = (Own(plan), Own(here));
        if (_ingest is null && plan.Definition.Sources.All(source => source.Stream is null)) return null;
        _store ??= open();
        _ingest ??= new(_store, online, clock, limits, failure => OnFailure(failure, log), TimeProvider.System);
        _ingest.Use(plan, here);
        _tables ??= keep is null ? null : new(keep(new(_store)), _ingest, log);
        feeds?.Use(_ingest, (stream, finding) => OnFeed(stream, finding, log));
        return _ingest;
    }

    private static void OnFeed(string stream, Finding? finding, ILogger log)
    {
        if (finding is null) LogFeedIsWell(log, stream);
        else LogFeed(log, stream, finding.ToString());
    }

    // It is tried again every few seconds, and a log need not say so each time.
    private void OnFailure(Exception failure, ILogger log)
    {
        if (_told == failure.Message) return;
        _told = failure.Message;
        LogFailure(log, failure.Message);
    }

    [LoggerMessage(LogLevel.Warning, "online state could not be brought up to date, or tidied; reads have what came of streams all the same, and it is tried again: {reason}")]
    private static partial void LogFailure(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "feed of stream '{stream}': {reason}")]
    private static partial void LogFeed(ILogger log, string stream, string reason);

    [LoggerMessage(LogLevel.Information, "feed of stream '{stream}' reads again")]
    private static partial void LogFeedIsWell(ILogger log, string stream);
}
