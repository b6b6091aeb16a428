using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Quern.Connectors.Workers;
using Quern.Server.Http;
using Quern.Server.Telemetry;

namespace Quern.Server.Workers;

/// <summary>
/// The door of a worker: whether it is well and what it measures, over HTTP where it listens, and by OTLP where OpenTelemetry's variables say so. It takes no events and answers no reads.
/// </summary>
public sealed partial class WorkerServer : IAsyncDisposable
{
    private const string Routes = "A worker has GET /health, GET /metrics and GET /v1/clock.";
    private readonly WebApplication? _app;
    private readonly ProcessTelemetry _telemetry;

    private WorkerServer(WebApplication? app, ProcessTelemetry telemetry) => (_app, _telemetry) = (app, telemetry);

    /// <summary>Where it listens, with the port that it got; null when it does not.</summary>
    public string? Url => _app is null ? null : BareHost.AddressOf(_app);

    /// <summary>Opens the door of a worker; when this returns it listens.</summary>
    /// <exception cref="QuernException">It cannot listen there, or its certificate or <see cref="WorkerServerOptions.Telemetry"/> cannot be used.</exception>
    public static async Task<WorkerServer> StartAsync(WorkerHost worker, WorkerServerOptions options, CancellationToken stop = default)
    {
        BareHost.CheckTls(options.Tls, options.Url);
        OtlpSettings.Read(options.Telemetry);
        var telemetry = new ProcessTelemetry(options.Telemetry, [.. options.Usage is { } ledger ? new[] { new UsageMeter(ledger) } : []]);
        var server = new WorkerServer(options.Url is { } url ? Build(worker, options, url, telemetry) : null, telemetry);
        if (server._app is null) return server;
        try
        {
            await BareHost.ListenAsync(server._app, options.Url!, "--url", stop).ConfigureAwait(false);
            worker.Url = server.Url;
            LogListening(BareHost.Log(server._app.Services), server.Url!);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes no new connections, finishes requests under way, and sends what is left to be sent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync().ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        _telemetry.Dispose();
    }

    private static WebApplication Build(WorkerHost worker, WorkerServerOptions options, string url, ProcessTelemetry telemetry)
    {
        var settings = new ServerOptions { Url = url, Tls = options.Tls, Clock = options.Clock, Log = options.Log };
        var builder = BareHost.Create(settings);
        BareHost.AddRouting(builder);
        var app = builder.Build();
        app.Urls.Add(url);
        var boundary = new ErrorBoundary(BareHost.Log(app.Services));
        app.Use(next => context => boundary.InvokeAsync(context, next));
        app.Use(next => context => RouteErrors.InvokeAsync(context, next, Routes));
        app.UseRouting();
        HealthRoute.Map(app, () => worker.IsReady, app.Lifetime);
        MetricsRoute.Map(app, telemetry);
        ClockRoutes.MapRead(app, settings);
        return app;
    }

    [LoggerMessage(LogLevel.Information, "listening on {url}")]
    private static partial void LogListening(ILogger log, string url);
}
