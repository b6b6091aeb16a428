using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Protocol.Online;
using Quern.Server.Alerts;
using Quern.Server.Audits;
using Quern.Server.Changes;
using Quern.Server.Clocks;
using Quern.Server.Drift;
using Quern.Server.Objectives;
using Quern.Server.TrainingSets;
using Quern.Server.Usage;

namespace Quern.Server;

/// <summary>How a server runs.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens. Port 0 takes any free port. Default: <c>http://127.0.0.1:6566</c>.</summary>
    public string Url { get; init; } = "http://127.0.0.1:6566";

    /// <summary>Where it listens for gRPC (HTTP/2), apart from <see cref="Url"/>. Port 0 takes any free port. Default: nowhere.</summary>
    public string? GrpcUrl { get; init; }

    /// <summary>The certificate for addresses that begin with <c>https</c>; one of them must then. Its files may be replaced while the server runs. Default: none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Where "now" comes from. Default: the machine's clock.</summary>
    public IClock Clock { get; init; } = new WallClock();

    /// <summary>Which statuses answers tell. Default: each as it is.</summary>
    public FeastStatus FeastStatus { get; init; } = FeastStatus.Strict;

    /// <summary>The most rows in one request. Default: 10,000.</summary>
    public int RowLimit { get; init; } = 10_000;

    /// <summary>The most values, rows times columns, in one answer. Default: 5,000,000.</summary>
    public int ValueLimit { get; init; } = 5_000_000;

    /// <summary>The most bytes in one request's body. Default: 16 MiB.</summary>
    public long BodyLimit { get; init; } = 16 << 20;

    /// <summary>How much may wait for a thread before reads are turned away with 503. Default: 1,000.</summary>
    public int WaitingLimit { get; init; } = 1_000;

    /// <summary>How many reads of a service may be under way at once, by its name, so that one model cannot starve the others. Default: as many as come.</summary>
    public IReadOnlyDictionary<string, int> ServiceLimits { get; init; } = new Dictionary<string, int>();

    /// <summary>How many reads that a deadline cut off may still be running before further reads with a deadline are turned away with 503. Default: 16.</summary>
    public int OverdueReads { get; init; } = 16;

    /// <summary>Of how many entities a service keeps last good values, for each set of join keys that its features depend on. Default: 10,000.</summary>
    public int LastGoodEntities { get; init; } = 10_000;

    /// <summary>Measures deadlines. Default: the machine's time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many lists of features asked for directly stay planned. Default: 256.</summary>
    public int FeatureLists { get; init; } = 256;

    /// <summary>How often the registry is asked for a new version. Default: every second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long requests under way may go on once the server is told to stop. Default: 30 seconds.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take for the head of a request, and after how long its body must have come at 240 bytes a second; then it is answered 408. More than a second. Default: 10 seconds.</summary>
    public TimeSpan SlowClientTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whom views call when their features change. Default: nobody.</summary>
    public IReadOnlyList<Trigger> Triggers { get; init; } = [];

    /// <summary>Where what services answer is logged, the caller's to dispose after the server. Default: nowhere.</summary>
    public ServedLog? Served { get; init; }

    /// <summary>Audits what services have served, the caller's to dispose after the server. Default: nothing does.</summary>
    public SkewAudits? Audits { get; init; }

    /// <summary>Watches for drift, the caller's to dispose after the server. Default: nothing does.</summary>
    public DriftWatches? Drift { get; init; }

    /// <summary>Counts for objectives what is good and what is not. Default: nothing does.</summary>
    public ServiceLevels? Levels { get; init; }

    /// <summary>Counts what is read and written, the caller's to dispose after the server. Default: nothing does.</summary>
    public UsageLedger? Usage { get; init; }

    /// <summary>What things cost, for whoever asks what was used. Default: nothing is known of it, and shares are of time.</summary>
    public CostPrices? Prices { get; init; }

    /// <summary>How it alerts. Default: not at all.</summary>
    public AlertOptions? Alerts { get; init; }

    /// <summary>OpenTelemetry's standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and others), by which metrics and traces are sent. Default: none, and nothing is sent.</summary>
    public IReadOnlyDictionary<string, string> Telemetry { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether whoever may ask it may also bring back what was applied before, as a new commit. Default: not.</summary>
    public bool RollsBack { get; init; }

    /// <summary>How it makes training sets; null (the default) for not at all.</summary>
    public TrainingSetOptions? TrainingSets { get; init; }

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;

    /// <summary>Counts how often services are asked; each server has its own.</summary>
    internal TrafficBoard Traffic { get; init; } = new(TimeProvider.System);
}
