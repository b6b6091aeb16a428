using Microsoft.Extensions.Logging;
using Quern.Engine.Alerts;
using Quern.Engine.Streams;
using Quern.Server.Serving;

namespace Quern.Server.Alerts;

/// <summary>Looks again and again for what is wrong, and tells of it: the log, and those receivers that get the owner's alerts, all alerts of one look in one message.</summary>
internal sealed partial class AlertLoop : IAsyncDisposable
{
    private readonly AlertOptions _options;
    private readonly AlertConditions _conditions;
    private readonly ServingStates _states;
    private readonly ILogger _log;
    private readonly AlertSender[] _senders;
    private readonly BackgroundLoop _loop;

    internal AlertLoop(AlertOptions alerts, ServingStates states, ServerOptions options, ILogger log)
    {
        (_options, _states, _log, _conditions) = (alerts, states, log, new(options));
        _senders = [.. alerts.Receivers.Select(receiver => new AlertSender(receiver, log))];
        _loop = new("alerts", alerts.Every, Look, LogTrouble);
    }

    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        // The next server tells of them.
        foreach (var sender in _senders) _options.Book.TellAgain([.. await sender.StopAsync().ConfigureAwait(false)]);
    }

    private void Look()
    {
        // Without a version nothing is known, and nothing is over.
        if (_states.Hold() is not { } state) return;
        try
        {
            var alerts = _options.Book.Update(_conditions.Of(state));
            if (alerts.Count == 0) return;
            foreach (var alert in alerts)
                if (alert.Resolved is null) LogOpen(alert.Condition.Severity, alert.Condition.Title, alert.Condition.Evidence, alert.Id);
                else LogResolved(alert.Condition.Title, alert.Id);
            foreach (var sender in _senders)
                if (alerts.Where(alert => sender.Receiver.Audience.Has(alert.Condition)).ToArray() is { Length: > 0 } wanted)
                    sender.Send(new(state.Project, wanted));
        }
        finally
        {
            state.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "alert, {severity}: {title}. {evidence} ({id})")]
    private partial void LogOpen(AlertSeverity severity, string title, string evidence, string id);

    [LoggerMessage(LogLevel.Information, "alert is over: {title} ({id})")]
    private partial void LogResolved(string title, string id);

    [LoggerMessage(LogLevel.Error, "what is wrong could not be looked for; it is tried again")]
    private partial void LogTrouble(Exception e);
}
