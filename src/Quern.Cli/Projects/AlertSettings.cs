using System.Net.Mail;
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
                    findings.Add(new(Code, $"'{Name}.{member.Name}' cannot be read", Hint: "The settings are: again (such as \"4h\"), to (a list of { \"webhook\": … }, { \"email\": [ … ], \"from\": …, \"smtp\": … } and { \"command\": [ … ] }, each with \"owners\" where it gets theirs alone, and \"only\" where it gets those with such keys: [\"retrain/*\"])."));
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
        var settings = new SettingsObject(json, path, findings);
        var audience = new AlertAudience(settings.Texts("owners") ?? [], settings.Texts("only") ?? []);
        var (webhook, email, command) = (settings.Optional("webhook"), settings.Texts("email"), settings.Texts("command"));
        var (from, smtp) = email is null ? (null, null) : (settings.Optional("from"), settings.Optional("smtp"));
        var receiver = (webhook, email, command) switch
        {
            ({ } url, null, null) => new WebhookTo(new(path, url, settings.Map("headers")), audience),
            (null, { } to, null) when from is not null && smtp is not null => new MailTo(path, to, from, smtp, settings.Optional("user"), settings.Optional("password"), audience),
            (null, null, { } program) => new CommandTo(program, audience),
            _ => NoReceiver(path, findings),
        };
        settings.End();
        return receiver;
    }

    private static Receiver? NoReceiver(string path, List<Finding> findings)
    {
        findings.Add(new(Code, $"'{path}' is no one receiver", Hint: "Write { \"webhook\": \"env:SLACK\" }, { \"email\": [\"ops@example.com\"], \"from\": \"quern@example.com\", \"smtp\": \"smtp://mail:25\" } or { \"command\": [\"./page\"] }."));
        return null;
    }

    /// <summary>What the settings say of one receiver.</summary>
    /// <param name="Audience">Which alerts it gets.</param>
    internal abstract record Receiver(AlertAudience Audience)
    {
        internal abstract AlertReceiver? Resolve(string folder, List<Finding> findings);
    }

    private sealed record WebhookTo(WebhookSettings Webhook, AlertAudience Audience) : Receiver(Audience)
    {
        internal override AlertReceiver? Resolve(string folder, List<Finding> findings) => Webhook.Resolve(findings) is var (url, headers) ? new WebhookReceiver(url, headers, Audience) : null;
    }

    private sealed record CommandTo(IReadOnlyList<string> Command, AlertAudience Audience) : Receiver(Audience)
    {
        internal override AlertReceiver Resolve(string folder, List<Finding> findings) => new CommandReceiver(Command, folder, Audience);
    }

    private sealed record MailTo(string Path, IReadOnlyList<string> To, string From, string Smtp, string? User, string? Password, AlertAudience Audience) : Receiver(Audience)
    {
        internal override AlertReceiver? Resolve(string folder, List<Finding> findings)
        {
            var smtp = WebhookSettings.Address(Smtp, $"{Path}.smtp", [MailReceiver.Plain, MailReceiver.Secure], "smtp://host:25, smtps://host:587", findings);
            var (user, password) = (User is null ? null : SettingsVariable.Resolve(User, $"{Path}.user", findings), Password is null ? null : SettingsVariable.Resolve(Password, $"{Path}.password", findings));
            MailAddress?[] addresses = [.. To.Prepend(From).Select(text => Address(text, findings))];
            return smtp is null || addresses.Contains(null) ? null : new MailReceiver(smtp, addresses[0]!, addresses[1..]!, user is null ? null : new(user, password), Audience);
        }

        private MailAddress? Address(string text, List<Finding> findings)
        {
            if (MailAddress.TryCreate(text, out var address)) return address;
            findings.Add(new(Code, $"'{text}' in '{Path}' is no e-mail address", Hint: "Write it as ops@example.com."));
            return null;
        }
    }
}
