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
                    findings.Add(new(Code, $"'{Name}.{member.Name}' cannot be read", Hint: "The settings are: again (such as \"4h\"), to (a list of { \"webhook\": … }, { \"email\": [ … ], \"from\": …, \"smtp\": … } and { \"command\": [ … ] }, each with \"owners\" where it gets theirs alone)."));
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
        IReadOnlyList<string>? Many(string name) => receiver.Members.Where(member => member.Name == name).Select(member => Texts(member.Value)).FirstOrDefault();
        string? One(string name) => receiver.Members.Where(member => member.Name == name && member.Value.ValueKind == JsonValueKind.String).Select(member => member.Value.GetString()).FirstOrDefault();
        var read = new Receiver(path, One("webhook"), receiver.Map("headers"), Many("email"), One("from"), One("smtp"), One("user"), One("password"), Many("command"), Many("owners") ?? []);
        foreach (var member in receiver.Members)
            if (!(member.Name switch { "webhook" or "from" or "smtp" or "user" or "password" => One(member.Name) is not null, "email" or "command" => Many(member.Name) is { Count: > 0 }, "owners" => Many(member.Name) is not null, "headers" => true, _ => false }))
                findings.Add(new(Code, $"'{path}.{member.Name}' cannot be read", Hint: "A receiver has webhook (an address, or env:NAME) with headers; or email (a list of addresses), from and smtp (smtp://host:25 or smtps://host:587), with user and password; or command (a list of texts). Each may have owners (a list of texts)."));
        if (new object?[] { read.Webhook, read.Email, read.Command }.Count(kind => kind is not null) == 1 && read.Email is null == (read.From is null || read.Smtp is null)) return read;
        findings.Add(new(Code, $"'{path}' is no one receiver", Hint: "Write { \"webhook\": \"env:SLACK\" }, { \"email\": [\"ops@example.com\"], \"from\": \"quern@example.com\", \"smtp\": \"smtp://mail:25\" } or { \"command\": [\"./page\"] }."));
        return null;
    }

    private static IReadOnlyList<string>? Texts(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0) ? [.. json.EnumerateArray().Select(item => item.GetString()!)] : null;

    /// <summary>What the settings say of one receiver: one of a webhook, e-mail and a command.</summary>
    /// <param name="Path">Where it stands, such as <c>alerts.to[0]</c>.</param>
    /// <param name="Webhook">What is called.</param>
    /// <param name="Headers">Headers of each call.</param>
    /// <param name="Email">Who gets e-mail.</param>
    /// <param name="From">Whom it comes from.</param>
    /// <param name="Smtp">The mail server.</param>
    /// <param name="User">By what name to log in there.</param>
    /// <param name="Password">The password for that.</param>
    /// <param name="Command">What is run.</param>
    /// <param name="Owners">Whose alerts it gets; empty for all.</param>
    internal sealed record Receiver(
        string Path, string? Webhook, IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string>? Email, string? From, string? Smtp, string? User, string? Password, IReadOnlyList<string>? Command, IReadOnlyList<string> Owners)
    {
        internal AlertReceiver? Resolve(string folder, List<Finding> findings) =>
            Command is not null ? new CommandReceiver(Command, folder, Owners) : Email is not null ? ResolveMail(findings) : ResolveWebhook(findings);

        private WebhookReceiver? ResolveWebhook(List<Finding> findings)
        {
            var headers = Headers.ToDictionary(header => header.Key, header => SettingsVariable.Resolve(header.Value, $"{Path}.headers.{header.Key}", findings) ?? "");
            return Address(Webhook!, "webhook", ["http", "https"], "https://host/path", findings) is { } url ? new(url, headers, Owners) : null;
        }

        private MailReceiver? ResolveMail(List<Finding> findings)
        {
            var smtp = Address(Smtp!, "smtp", [MailReceiver.Plain, MailReceiver.Secure], "smtp://host:25, smtps://host:587", findings);
            var (user, password) = (User is null ? null : SettingsVariable.Resolve(User, $"{Path}.user", findings), Password is null ? null : SettingsVariable.Resolve(Password, $"{Path}.password", findings));
            var addresses = Email!.Prepend(From!).Select(text => (Text: text, IsRead: MailAddress.TryCreate(text, out var address), Address: address)).ToArray();
            foreach (var wrong in addresses.Where(address => !address.IsRead)) findings.Add(new(Code, $"'{wrong.Text}' in '{Path}' is no e-mail address", Hint: "Write it as ops@example.com."));
            return smtp is null || addresses.Any(address => !address.IsRead) ? null : new(smtp, addresses[0].Address!, [.. addresses.Skip(1).Select(address => address.Address!)], user, password, Owners);
        }

        private Uri? Address(string text, string name, string[] schemes, string example, List<Finding> findings)
        {
            if (SettingsVariable.Resolve(text, $"{Path}.{name}", findings) is not { } address) return null;
            if (Uri.TryCreate(address, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url.Host.Length > 0) return url;
            findings.Add(new(Code, $"'{Path}.{name}' is no address", Hint: $"Write it as {example}, or as env:NAME."));
            return null;
        }
    }
}
