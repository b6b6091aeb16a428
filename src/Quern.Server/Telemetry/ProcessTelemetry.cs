using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Quern.Connectors.Workers;

namespace Quern.Server.Telemetry;

/// <summary>Gathers what the process measures for <c>GET /metrics</c>, and sends it and the spans by OTLP where the options say so. Disposed after the last request; what is left is sent then.</summary>
internal sealed class ProcessTelemetry : IDisposable
{
    private static readonly string[] Meters = ["Quern.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly IDisposable[] _meters;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    /// <param name="telemetry">OpenTelemetry's variables.</param>
    /// <param name="meters">What tells how the process stands, and ends with this.</param>
    /// <exception cref="QuernException">The variables name no place to send to.</exception>
    internal ProcessTelemetry(IReadOnlyDictionary<string, string> telemetry, params IDisposable[] meters)
    {
        var otlp = OtlpSettings.Read(telemetry);
        _meters = meters;
        var variables = new ConfigurationBuilder().AddInMemoryCollection(otlp.Variables!).Build();
        _reader = new(_exporter);
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddSingleton<IConfiguration>(variables)).ConfigureResource(Describe).AddMeter(Meters).AddReader(_reader);
        if (otlp.SendsMetrics) metrics.AddOtlpExporter();
        _metrics = metrics.Build();
        if (!otlp.SendsTraces) return;
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton<IConfiguration>(variables)).ConfigureResource(Describe).AddSource(Spans.SourceName, WorkerSpans.SourceName).AddOtlpExporter().Build();
    }

    /// <summary>All metrics, as Prometheus reads them.</summary>
    internal string Scrape() => _exporter.Scrape();

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
        foreach (var meter in _meters) meter.Dispose();
        _reader.Dispose();
        _exporter.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, and so win.
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService("quern", serviceVersion: typeof(ProcessTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
