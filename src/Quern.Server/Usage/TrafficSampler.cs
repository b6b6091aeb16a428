using Microsoft.Extensions.Logging;
using Quern.Engine.Streams;

namespace Quern.Server.Usage;

/// <summary>Closes the minutes of traffic as they end.</summary>
internal sealed partial class TrafficSampler : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ILogger _log;
    private readonly BackgroundLoop _loop;

    internal TrafficSampler(TrafficBoard board, ILogger log)
    {
        _log = log;
        _loop = new("traffic", Every, board.Turn, LogTrouble);
    }

    public void Dispose() => _loop.Dispose();

    [LoggerMessage(LogLevel.Error, "how often services are asked could not be counted; it is tried again")]
    private partial void LogTrouble(Exception e);
}
