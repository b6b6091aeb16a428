using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Quern.Engine.Alerts;
using Quern.Server.Changes;

namespace Quern.Server.Alerts;

/// <summary>Tells one receiver message after message, in order: one that it does not take is sent again until it is taken or a day has passed. A receiver that is down keeps no other waiting.</summary>
internal sealed partial class AlertSender
{
    private const int MostWaiting = 1_000;
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    private readonly Channel<AlertMessage> _messages;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ILogger _log;
    private readonly Task _loop;
    private AlertMessage? _sending;

    internal AlertSender(AlertReceiver receiver, ILogger log)
    {
        (Receiver, _log) = (receiver, log);
        _messages = Channel.CreateBounded<AlertMessage>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }, dropped => LogGivenUp(receiver.Name, "too many wait", dropped.Text));
        _loop = Task.Run(RunAsync);
    }

    internal AlertReceiver Receiver { get; }

    internal void Send(AlertMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>Sends no more.</summary>
    /// <returns>The alerts of all messages that the receiver has not taken.</returns>
    internal async Task<IReadOnlyList<Alert>> StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stop.Dispose();
        var unsent = _sending?.Alerts.ToList() ?? [];
        while (_messages.Reader.TryRead(out var message)) unsent.AddRange(message.Alerts);
        return unsent;
    }

    private async Task RunAsync()
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            _sending = message;
            await SendAsync(message).ConfigureAwait(false);
            _sending = null;
        }
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
        try
        {
            return await WebhookCall.TryWithinAsync(Receiver.Timeout, patience => Receiver.TryAsync(message, _client, patience), _stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the next messages may go well; it is told, and tried again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return e.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "alerts are not taken by {receiver}, and are sent again: {reason}")]
    private partial void LogFailed(string receiver, string reason);

    [LoggerMessage(LogLevel.Error, "alerts were not taken by {receiver}, and are given up: {reason}: {text}")]
    private partial void LogGivenUp(string receiver, string reason, string text);
}
