using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Server.Changes;

namespace Quern.Cli.Projects;

/// <summary>What the settings say of one trigger: the view, the condition if there is one, whom to call, and headers. A text <c>env:NAME</c> is the environment's, so that no secret lies in a file.</summary>
/// <param name="Path">Where it stands, such as <c>triggers[0]</c>.</param>
/// <param name="View">The view, as it is referred to.</param>
/// <param name="When">The condition; null for every change.</param>
/// <param name="Webhook">What is called.</param>
/// <param name="Headers">Headers of each call.</param>
internal sealed record TriggerSettings(string Path, string View, string? When, string Webhook, IReadOnlyDictionary<string, string> Headers)
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
        var read = new TriggerSettings(trigger.Path, trigger.Text("view", "card_payments"), trigger.Optional("when"), trigger.Text("webhook", "https://example.com/hook"), trigger.Map("headers"));
        trigger.End();
        return read;
    }

    private Trigger? Resolve(List<Finding> findings)
    {
        var headers = Headers.ToDictionary(header => header.Key, header => SettingsVariable.Resolve(header.Value, $"{Path}.headers.{header.Key}", findings) ?? "");
        if (SettingsVariable.Resolve(Webhook, $"{Path}.webhook", findings) is not { } webhook) return null;
        if (Uri.TryCreate(webhook, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return new(View, When, url) { Headers = headers };
        findings.Add(new("QRN6101", $"'{Path}.webhook' is no address", Hint: "Write it as https://host/path, or as env:NAME."));
        return null;
    }
}
