using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Server.Clocks;

namespace Quern.Server.Workers;

/// <summary>How a worker can be looked at.</summary>
public sealed record WorkerServerOptions
{
    /// <summary>Where it listens. Port 0 takes any free port. Default: nowhere.</summary>
    public string? Url { get; init; }

    /// <summary>The certificate for an address that begins with <c>https</c>. Its files may be replaced while the worker runs. Default: none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>The clock by which the worker takes events. Default: the machine's clock.</summary>
    public IClock Clock { get; init; } = new WallClock();

    /// <summary>OpenTelemetry's standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and others), by which metrics are sent, also where it listens nowhere. Default: none, and nothing is sent.</summary>
    public IReadOnlyDictionary<string, string> Telemetry { get; init; } = new Dictionary<string, string>();

    /// <summary>Counts what is written, the caller's to dispose after this. Default: nothing does.</summary>
    public UsageLedger? Usage { get; init; }

    /// <summary>Where log lines go. Default: nowhere.</summary>
    public TextWriter Log { get; init; } = TextWriter.Null;
}
