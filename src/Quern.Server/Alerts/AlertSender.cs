using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Quern.Server.Alerts;

/// <summary>Tells one receiver message after message, in order: one that it does not take is sent again until it is taken or a day has passed. A receiver that is down keeps no other waiting.</summary>
internal sealed partial class AlertSender : IAsyncDisposable
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    private readonly Channel<AlertMessage> _messages = Channel.CreateBounded<AlertMessage>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ILogger _log;
    private readonly Task _loop;

    internal AlertSender(AlertReceiver receiver, ILogger log)
    {
        (Receiver, _log) = (receiver, log);
        _loop = Task.Run(RunAsync);
    }

    internal AlertReceiver Receiver { get; }

    internal void Send(AlertMessage message) => _messages.Writer.TryWrite(message);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false)) await SendAsync(message).ConfigureAwait(false);
    }

    private async Task SendAsync(AlertMessage message)
    {
        var (wait, waited, failed) = (Receiver.FirstRetry, TimeSpan.Zero, false);
        while (await TryAsync(message).ConfigureAwait(false) is { } reason)
        {
            if (waited >= Receiver.GiveUpAfter)
            {
                LogGivenUp(Receiver.Name, reason, message.Text);
                return;
            }

            if (!failed) LogFailed(Receiver.Name, reason);
            failed = true;
            await Task.Delay(wait, _stop.Token).ConfigureAwait(false);
            waited += wait;
            wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry;
        }
    }

    private async Task<string?> TryAsync(AlertMessage message)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(Receiver.Timeout);
        try
        {
            return await Receiver.TryAsync(message, _client, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return $"it did not end within {Receiver.Timeout.TotalSeconds:0.#} s";
        }
    }

    [LoggerMessage(LogLevel.Warning, "alerts are not taken by {receiver}, and are sent again: {reason}")]
    private partial void LogFailed(string receiver, string reason);

    [LoggerMessage(LogLevel.Error, "alerts were not taken by {receiver}, and are given up: {reason}: {text}")]
    private partial void LogGivenUp(string receiver, string reason, string text);
}
