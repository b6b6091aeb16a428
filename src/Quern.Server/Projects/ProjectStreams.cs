using Microsoft.Extensions.Logging;
using Quern.Engine.Online;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Stores.Streams;

namespace Quern.Server.Projects;

/// <summary>
/// A project's streams: nothing until a version of its registry has one, from then on a log and the one who writes it. Disposed after the server and before the online store; then
/// what was acknowledged is in the online state too.
/// </summary>
/// <param name="open">Opens the store of the log, when there is a stream.</param>
/// <param name="online">The project's online store.</param>
/// <param name="clock">The server's clock.</param>
/// <param name="limits">How much is taken at once.</param>
/// <param name="keep">Makes what keeps a table of each stream; null where none are kept.</param>
public sealed partial class ProjectStreams(Func<IOnlineStore> open, IOnlineStore online, IClock clock, StreamLimits limits, Func<StreamLog, StreamHistory>? keep = null) : IDisposable
{
    private IOnlineStore? _store;
    private StreamIngest? _ingest;
    private StreamTables? _tables;
    private string? _told;

    /// <inheritdoc/>
    public void Dispose()
    {
        // While nobody else may take events, since a table has one writer.
        _tables?.Dispose();
        _ingest?.Dispose();
        _store?.Dispose();
        (_ingest, _tables, _store) = (null, null, null);
    }

    /// <summary>Goes on with a version of the registry; null while there never was a stream.</summary>
    /// <exception cref="QuernException">Another process takes events of the project, or its log cannot be read.</exception>
    internal StreamIngest? Use(RepositoryPlan plan, ILogger log)
    {
        if (_ingest is null && plan.Definition.Sources.All(source => source.Stream is null)) return null;
        _store ??= open();
        _ingest ??= new(_store, online, clock, limits, failure => OnFailure(failure, log), TimeProvider.System);
        _ingest.Use(plan);
        _tables ??= keep is null ? null : new(keep(new(_store)), _ingest, log);
        return _ingest;
    }

    // It is tried again every few seconds, and a log need not say so each time.
    private void OnFailure(Exception failure, ILogger log)
    {
        if (_told == failure.Message) return;
        _told = failure.Message;
        LogFailure(log, failure.Message);
    }

    [LoggerMessage(LogLevel.Warning, "what has come of streams could not be written into online state; reads have it, and it is tried again: {reason}")]
    private static partial void LogFailure(ILogger log, string reason);
}
