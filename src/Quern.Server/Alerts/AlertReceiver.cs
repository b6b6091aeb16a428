namespace Quern.Server.Alerts;

/// <summary>Who is told of alerts: a webhook, people by e-mail, or a command.</summary>
/// <param name="Name">What it is called in the log.</param>
/// <param name="Audience">Which alerts it gets.</param>
public abstract record AlertReceiver(string Name, AlertAudience Audience)
{
    /// <summary>How long telling may take. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before a message that was not taken is sent again; doubled each time, up to five minutes. Default: 1 second.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For how long a message is sent again before it is given up, and told in the log. Default: a day.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Tries once to tell; null when it was taken, else why not.</summary>
    internal abstract Task<string?> TryAsync(AlertMessage message, HttpClient client, CancellationToken stop);
}
