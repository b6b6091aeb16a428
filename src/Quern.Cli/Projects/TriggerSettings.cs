using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Server.Changes;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of one trigger: the view, the condition if there is one, and whom to call.</summary>
/// <param name="View">The view, as it is referred to.</param>
/// <param name="When">The condition; null for every change.</param>
/// <param name="Webhook">What is called.</param>
internal sealed record TriggerSettings(string View, string? When, WebhookSettings Webhook)
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "triggers";

    /// <summary>Reads them all. What is read is of use only while nothing is found.</summary>
    public static IReadOnlyList<TriggerSettings> Read(JsonElement triggers, List<Finding> findings)
    {
        if (triggers.ValueKind == JsonValueKind.Array) return [.. triggers.EnumerateArray().Select((trigger, place) => Read(new SettingsObject(trigger, $"{Name}[{place}]", findings)))];
        findings.Add(new("QRN6101", $"'{Name}' is not a list", Hint: "Write it between brackets: [ { \"view\": …, \"webhook\": … } ]."));
        return [];
    }

    /// <summary>The triggers, with what the environment has; everything that is wrong is told.</summary>
    /// <exception cref="QuernException">A variable is not set, or a webhook is no address.</exception>
    public static IReadOnlyList<Trigger> Resolve(IEnumerable<TriggerSettings> triggers)
    {
        var findings = new List<Finding>();
        Trigger[] resolved = [.. triggers.Select(trigger => trigger.Resolve(findings)).OfType<Trigger>()];
        return findings.Count == 0 ? resolved : throw new QuernException(findings);
    }

    private static TriggerSettings Read(SettingsObject trigger)
    {
        var read = new TriggerSettings(trigger.Text("view", "card_payments"), trigger.Optional("when"), new(trigger.Path, trigger.Text("webhook", "https://example.com/hook"), trigger.Map("headers")));
        trigger.End();
        return read;
    }

    private Trigger? Resolve(List<Finding> findings) => Webhook.Resolve(findings) is var (url, headers) ? new(View, When, url) { Headers = headers } : null;
}
