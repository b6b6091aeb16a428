using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Server.Alerts;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>
/// Whom the settings have told of what is wrong: <c>"alerts": { "again": "4h", "to": [ { "webhook": "env:SLACK", "owners": ["ml@example.com"] }, { "command": ["./page"] } ] }</c>. A text
/// <c>env:NAME</c> is the environment's, so that no secret lies in a file.
/// </summary>
/// <param name="Again">After how long an open alert is told again.</param>
/// <param name="Receivers">Who is told.</param>
internal sealed record AlertSettings(TimeSpan Again, IReadOnlyList<AlertSettings.Receiver> Receivers)
{
    /// <summary>The member of the settings that holds them.</summary>
    public const string Name = "alerts";

    private const string Code = "QRN6381";

    /// <summary>What holds without a word in the settings.</summary>
    public static AlertSettings Usual { get; } = new(TimeSpan.FromHours(4), []);

    /// <summary>Reads them. What is read is of use only while nothing is found.</summary>
    public static AlertSettings Read(JsonElement alerts, List<Finding> findings)
    {
        var (again, receivers) = (Usual.Again, new List<Receiver>());
        foreach (var member in new SettingsObject(alerts, Name, findings).Members)
            switch (member.Name)
            {
                case "again" when member.Value.ValueKind == JsonValueKind.String && Duration.TryParse(member.Value.GetString()!, out var length):
                    again = TimeSpan.FromSeconds(length.TotalSeconds);
                    break;
                case "to" when member.Value.ValueKind == JsonValueKind.Array:
                    receivers.AddRange(member.Value.EnumerateArray().Select((receiver, place) => Read($"{Name}.to[{place}]", receiver, findings)).OfType<Receiver>());
                    break;
                default:
                    findings.Add(new(Code, $"'{Name}.{member.Name}' cannot be read", Hint: "The settings are: again (such as \"4h\"), to (a list of { \"webhook\": … } and { \"command\": [ … ] }, each with \"owners\" where it gets theirs alone)."));
                    break;
            }

        return new(again, receivers);
    }

    /// <summary>The receivers, with what the environment has.</summary>
    /// <param name="folder">Where commands run.</param>
    /// <exception cref="QuernException">A variable is not set, or a webhook is no address: all that is wrong.</exception>
    public IReadOnlyList<AlertReceiver> Resolve(string folder)
    {
        var findings = new List<Finding>();
        AlertReceiver[] resolved = [.. Receivers.Select(receiver => receiver.Resolve(folder, findings)).OfType<AlertReceiver>()];
        return findings.Count == 0 ? resolved : throw new QuernException(findings);
    }

    private static Receiver? Read(string path, JsonElement json, List<Finding> findings)
    {
        var receiver = new SettingsObject(json, path, findings);
        var (webhook, command, owners) = ((string?)null, (IReadOnlyList<string>?)null, (IReadOnlyList<string>)[]);
        foreach (var member in receiver.Members)
            switch (member.Name)
            {
                case "webhook" when member.Value.ValueKind == JsonValueKind.String:
                    webhook = member.Value.GetString();
                    break;
                case "command" when Texts(member.Value) is { Count: > 0 } parts:
                    command = parts;
                    break;
                case "owners" when Texts(member.Value) is { } names:
                    owners = names;
                    break;
                case "headers" when member.Value.ValueKind == JsonValueKind.Object:
                    break;
                default:
                    findings.Add(new(Code, $"'{path}.{member.Name}' cannot be read", Hint: "A receiver has webhook (an address, or env:NAME) with headers, or command (a list of texts), and may have owners (a list of texts)."));
                    break;
            }

        if (webhook is null == command is null) findings.Add(new(Code, $"'{path}' is neither a webhook nor a command", Hint: "Write { \"webhook\": \"env:SLACK\" } or { \"command\": [\"./page\"] }."));
        else return new(path, webhook, receiver.Map("headers"), command, owners);
        return null;
    }

    private static IReadOnlyList<string>? Texts(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0) ? [.. json.EnumerateArray().Select(item => item.GetString()!)] : null;

    /// <summary>What the settings say of one receiver.</summary>
    /// <param name="Path">Where it stands, such as <c>alerts.to[0]</c>.</param>
    /// <param name="Webhook">What is called; null for a command.</param>
    /// <param name="Headers">Headers of each call.</param>
    /// <param name="Command">What is run; null for a webhook.</param>
    /// <param name="Owners">Whose alerts it gets; empty for all.</param>
    internal sealed record Receiver(string Path, string? Webhook, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string>? Command, IReadOnlyList<string> Owners)
    {
        internal AlertReceiver? Resolve(string folder, List<Finding> findings)
        {
            if (Command is not null) return new CommandReceiver(Command, folder, Owners);
            var headers = Headers.ToDictionary(header => header.Key, header => SettingsVariable.Resolve(header.Value, $"{Path}.headers.{header.Key}", findings) ?? "");
            if (SettingsVariable.Resolve(Webhook!, $"{Path}.webhook", findings) is not { } webhook) return null;
            if (Uri.TryCreate(webhook, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return new WebhookReceiver(url, headers, Owners);
            findings.Add(new(Code, $"'{Path}.webhook' is no address", Hint: "Write it as https://host/path, or as env:NAME."));
            return null;
        }
    }
}
