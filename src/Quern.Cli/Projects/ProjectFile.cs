using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Engine.Objectives;
using Quern.Engine.Served;
using Quern.Server.Audits;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>What a project's <c>quern.json</c> says.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="RequireOwner">Whether every view must have an owner.</param>
/// <param name="Feeds">What feeds streams, by the streams' names.</param>
/// <param name="Triggers">Whom views call when their features change.</param>
/// <param name="Limits">How many reads of a service a server does at once, by the services' names.</param>
/// <param name="Log">What of the answers is logged; null when nothing is.</param>
/// <param name="Audit">How a server audits what is logged; null when it does not.</param>
/// <param name="Holidays">Days like no others, which drift does not look at.</param>
/// <param name="Objectives">The service levels that are promised; null when none are.</param>
/// <param name="Alerts">Who is told of what is wrong; null when the settings do not say.</param>
/// <param name="MaxDropped">The share of the rows of a source or view that a change may leave out.</param>
internal sealed record ProjectFile(
    string Project,
    bool RequireOwner,
    IReadOnlyDictionary<string, IFeedSource> Feeds,
    IReadOnlyList<TriggerSettings> Triggers,
    IReadOnlyDictionary<string, int> Limits,
    ServedLogOptions? Log = null,
    AuditOptions? Audit = null,
    IReadOnlySet<Instant>? Holidays = null,
    IReadOnlyList<Objective>? Objectives = null,
    AlertSettings? Alerts = null,
    double MaxDropped = PlanSettings.MaxDropped)
{
    public const string Name = "quern.json";

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static ProjectFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            var findings = new List<Finding>();
            var (project, requireOwner) = (Path.GetFileName(Path.GetDirectoryName(path))!, false);
            IReadOnlyDictionary<string, IFeedSource> feeds = new Dictionary<string, IFeedSource>();
            IReadOnlyList<TriggerSettings> triggers = [];
            ServedLogOptions? log = null;
            AuditOptions? audit = null;
            IReadOnlyDictionary<string, int> limits = new Dictionary<string, int>();
            IReadOnlySet<Instant>? holidays = null;
            IReadOnlyList<Objective>? objectives = null;
            AlertSettings? alerts = null;
            var maxDropped = PlanSettings.MaxDropped;
            foreach (var member in document.RootElement.EnumerateObject())
                switch (member.Name)
                {
                    case "project" when member.Value.ValueKind == JsonValueKind.String:
                        project = member.Value.GetString()!;
                        break;
                    case "requireOwner" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                        requireOwner = member.Value.GetBoolean();
                        break;
                    case FeedSettings.Name:
                        feeds = FeedSettings.Read(member.Value, findings);
                        break;
                    case TriggerSettings.Name:
                        triggers = TriggerSettings.Read(member.Value, findings);
                        break;
                    case LogSettings.Name:
                        log = LogSettings.Read(member.Value, findings);
                        break;
                    case AuditSettings.Name:
                        audit = AuditSettings.Read(member.Value, findings);
                        break;
                    case LimitSettings.Name:
                        limits = LimitSettings.Read(member.Value, findings);
                        break;
                    case PlanSettings.Name:
                        maxDropped = PlanSettings.Read(member.Value, findings);
                        break;
                    case HolidaySettings.Name:
                        holidays = HolidaySettings.Read(member.Value, findings);
                        break;
                    case ObjectiveSettings.Name:
                        objectives = ObjectiveSettings.Read(member.Value, findings);
                        break;
                    case AlertSettings.Name:
                        alerts = AlertSettings.Read(member.Value, findings);
                        break;
                    default:
                        // Of what is in the wrong place the value may be a secret.
                        var shown = member.Name is "project" or "requireOwner" && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? $": {member.Value.GetRawText()}" : "";
                        findings.Add(new("QRN6003", $"'{path}' has '{member.Name}'{shown}, which is not a setting", Hint: "The settings are: project (text), requireOwner (true or false), streams (what feeds them), triggers (whom views call), limits (reads of a service at once), log (which answers are logged), audit (which of them a server compares with history), holidays (days that drift leaves out), objectives (the service levels that are promised), alerts (who is told of what is wrong), plan (which share of rows a change may leave out)."));
                        break;
                }

            return findings.Count == 0 ? new(project, requireOwner, feeds, triggers, limits, log, audit, holidays, objectives, alerts, maxDropped) : throw new QuernException(findings);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new QuernException(new Finding("QRN6003", $"'{path}' is not a JSON object", exception.Message, "Write it as { \"project\": \"name\" }; comments are allowed."), exception);
        }
    }
}
