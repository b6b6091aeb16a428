namespace Quern.Server.Changes;

/// <summary>Whom a view calls when its features change.</summary>
/// <param name="View">The view, as it is referred to.</param>
/// <param name="When">The condition, such as <c>spent_1h &gt; 100</c>, that calls when it begins and when it ceases to hold for an entity; null to call for every change.</param>
/// <param name="Webhook">What is called: each change is posted to it as JSON.</param>
public sealed record Trigger(string View, string? When, Uri Webhook)
{
    /// <summary>Headers of each call, such as one that says who calls.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one call may take. Default: 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before a call that failed is tried again; doubled each time. Default: 1 second.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a call is tried before its change is given up, told and counted. Default: 6 times.</summary>
    public int Attempts { get; init; } = 6;
}
