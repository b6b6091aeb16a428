using System.Text.Json;
using Quern.Connectors.Feeds;
using Quern.Connectors.Postgres;
using Quern.Connectors.Redis;
using Quern.Connectors.S3;
using Quern.Connectors.Workers;
using Quern.Engine.Feeds;
using Quern.Engine.Objectives;
using Quern.Engine.Served;
using Quern.Engine.Usage;
using Quern.Server.Audits;
using Quern.Server.Drift;
using Quern.Time;

namespace Quern.Cli.Projects;

/// <summary>What a project's <c>quern.json</c> says.</summary>
internal sealed record ProjectFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "quern.json";

    private const string Settings = "project (text), requireOwner (true or false), online (where online state is kept), shards (which services and views have a store and a server of their own), streams (what feeds them), workers (the streams whose topics several workers share), connections (the databases that sources read), storage (where objects are), registry (where it is kept, when not in the project's folder), triggers (whom views call), limits (reads of a service at once), log (which answers are logged), audit (which of them a server compares with history), drift (what a server watches), holidays (days that drift leaves out), objectives (the service levels that are promised), alerts (who is told of what is wrong), plan (which share of rows a change may leave out), cost (what things cost)";

    private const string RegistryName = "registry";

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Gets the project's name.</summary>
    public required string Project { get; init; }

    /// <summary>Gets whether every view must have an owner.</summary>
    public bool RequireOwner { get; init; }

    /// <summary>Gets where online state is kept; null for the project's folder.</summary>
    public RedisSettings? Online { get; init; }

    /// <summary>Gets the shards, as they are written; none when all is in one store.</summary>
    public IReadOnlyList<ShardSettings> Shards { get; init; } = [];

    /// <summary>Gets what feeds streams, by the streams' names.</summary>
    public IReadOnlyDictionary<string, IFeedSource> Feeds { get; init; } = new Dictionary<string, IFeedSource>();

    /// <summary>Gets the streams whose partitions workers share, by the streams' names.</summary>
    public IReadOnlyDictionary<string, SharedSettings> Shared { get; init; } = new Dictionary<string, SharedSettings>();

    /// <summary>Gets the databases that sources read, by the names that definitions call them.</summary>
    public IReadOnlyDictionary<string, PostgresConnection> Connections { get; init; } = new Dictionary<string, PostgresConnection>();

    /// <summary>Gets where objects are; null where sources, training sets and history are files.</summary>
    public StorageSettings? Storage { get; init; }

    /// <summary>Gets the database that the registry is in; null when it is in files of the project's folder.</summary>
    public PostgresConnection? Registry { get; init; }

    /// <summary>Gets whom views call when their features change.</summary>
    public IReadOnlyList<TriggerSettings> Triggers { get; init; } = [];

    /// <summary>Gets how many reads of a service a server does at once, by the services' names.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    /// <summary>Gets what of the answers is logged; null when nothing is.</summary>
    public ServedLogOptions? Log { get; init; }

    /// <summary>Gets how a server audits what is logged; null when it does not.</summary>
    public AuditOptions? Audit { get; init; }

    /// <summary>Gets what a server watches for drift; null when it does not.</summary>
    public DriftOptions? Drift { get; init; }

    /// <summary>Gets days like no others, which drift does not look at; null for none.</summary>
    public IReadOnlySet<Instant>? Holidays { get; init; }

    /// <summary>Gets the service levels that are promised.</summary>
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    /// <summary>Gets who is told of what is wrong.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Usual;

    /// <summary>Gets the share of the rows of a source or view that a change may leave out.</summary>
    public double MaxDropped { get; init; } = PlanSettings.MaxDropped;

    /// <summary>Gets what things cost; null where nobody says.</summary>
    public CostPrices? Prices { get; init; }

    /// <summary>Gets the variables of the environment that stand for settings.</summary>
    public IReadOnlyList<SettingsOverride> Overrides { get; init; } = [];

    /// <summary>Reads a file, with what the environment has in its place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">The variables of the environment that stand for settings.</param>
    /// <exception cref="QuernException">It is not JSON, or something in it cannot be read: all that is wrong.</exception>
    public static ProjectFile Read(string path, IReadOnlyList<SettingsOverride> overrides)
    {
        try
        {
            var findings = new List<Finding>();
            using var document = JsonDocument.Parse(SettingsOverride.Apply(File.ReadAllBytes(path), overrides, findings), Options);
            var file = new ProjectFile { Project = Path.GetFileName(Path.GetDirectoryName(path))!, Overrides = overrides };
            foreach (var member in document.RootElement.EnumerateObject()) file = file.With(member.Name, member.Value, path, findings);
            findings.AddRange(ShardSettings.SharedStores(file.Shards, file.Online, file.Project));
            if (file.Shared.Count > 0 && file.Shards.Count > 0) findings.Add(WorkerFindings.WithShards());
            if (findings.Count == 0) findings.AddRange(WorkerHost.Check(file.Shared, file.Feeds, file.Online));
            return findings.Count == 0 ? file : throw new QuernException(SettingsOverride.Name(findings, overrides));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new QuernException(new Finding("QRN6003", $"'{path}' is not a JSON object", exception.Message, "Write it as { \"project\": \"name\" }; comments are allowed."), exception);
        }
    }

    private ProjectFile With(string name, JsonElement value, string path, List<Finding> findings) => name switch
    {
        "project" when value.ValueKind == JsonValueKind.String => this with { Project = value.GetString()! },
        "requireOwner" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => this with { RequireOwner = value.GetBoolean() },
        OnlineSettings.Name => this with { Online = OnlineSettings.Read(value, findings) },
        ShardSettings.Name => this with { Shards = ShardSettings.Read(value, findings) },
        SharedSettings.Name => this with { Shared = SharedSettings.Read(value, findings) },
        FeedSettings.Name => this with { Feeds = FeedSettings.Read(value, findings) },
        ConnectionSettings.Name => this with { Connections = ConnectionSettings.Read(value, findings) },
        StorageSettings.Name => this with { Storage = StorageSettings.Read(value, findings) },
        RegistryName => this with { Registry = PostgresConnection.Read(value, RegistryName, findings) },
        TriggerSettings.Name => this with { Triggers = TriggerSettings.Read(value, findings) },
        LogSettings.Name => this with { Log = LogSettings.Read(value, findings) },
        AuditSettings.Name => this with { Audit = AuditSettings.Read(value, findings) },
        DriftSettings.Name => this with { Drift = DriftSettings.Read(value, findings) },
        LimitSettings.Name => this with { Limits = LimitSettings.Read(value, findings) },
        PlanSettings.Name => this with { MaxDropped = PlanSettings.Read(value, findings) },
        HolidaySettings.Name => this with { Holidays = HolidaySettings.Read(value, findings) },
        ObjectiveSettings.Name => this with { Objectives = ObjectiveSettings.Read(value, findings) },
        CostSettings.Name => this with { Prices = CostSettings.Read(value, findings) },
        AlertSettings.Name => this with { Alerts = AlertSettings.Read(value, findings) },
        _ => Unknown(name, value, path, findings),
    };

    private ProjectFile Unknown(string name, JsonElement value, string path, List<Finding> findings)
    {
        // Of what is in the wrong place the value may be a secret.
        var shown = name is "project" or "requireOwner" && value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) ? $": {value.GetRawText()}" : "";
        findings.Add(new("QRN6003", $"'{path}' has '{name}'{shown}, which is not a setting", Hint: $"The settings are: {Settings}."));
        return this;
    }
}
