using Microsoft.Extensions.Logging;
using Quern.Engine.Streams;

namespace Quern.Server.Projects;

/// <summary>Keeps the tables of a project's streams up with their log, every minute and a last time when it is disposed.</summary>
internal sealed partial class StreamTables : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly StreamHistory _history;
    private readonly StreamIngest _ingest;
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;
    private string? _told;

    public StreamTables(StreamHistory history, StreamIngest ingest, ILogger log)
    {
        (_history, _ingest, _log) = (history, ingest, log);
        _loop = new("history", Every, Write, OnFailure);
    }

    public void Dispose()
    {
        _loop.Dispose();
        _history.Dispose();
    }

    private void Write()
    {
        foreach (var stream in _ingest.Counts.Keys) _history.Write(stream);
        _told = null;
    }

    // It is tried again every minute, and a log need not say so each time.
    private void OnFailure(Exception failure)
    {
        if (_told == failure.Message) return;
        _told = failure.Message;
        LogFailure(_log, failure.Message);
    }

    [LoggerMessage(LogLevel.Warning, "what has come of streams could not be written into their tables; the log has it, and it is tried again: {reason}")]
    private static partial void LogFailure(ILogger log, string reason);
}
