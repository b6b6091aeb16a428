using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quern.Server.Alerts;
using Quern.Server.Changes;
using Quern.Server.Clocks;
using Quern.Server.Grpc;
using Quern.Server.Serving;
using Quern.Server.Telemetry;
using Quern.Server.TrainingSets;
using Quern.Server.Usage;

namespace Quern.Server;

/// <summary>
/// A running server. It answers until it is disposed, or until the process is told to stop (SIGTERM, Ctrl+C): then it takes no new connections, and requests
/// under way are finished.
/// </summary>
public sealed partial class QuernServer : IAsyncDisposable
{
    private static readonly int TimelyAtOnce = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly WebApplication _app;
    private readonly WebApplication? _grpc;
    private readonly RegistryWatcher _watcher;
    private readonly ServingStates _states;
    private readonly ServedTrainingSets _trainingSets;
    private readonly ILogger _log;
    private readonly Lazy<Task> _stopped;
    private TriggerLoop? _triggers;
    private AlertLoop? _alerts;

    private QuernServer(WebApplication app, WebApplication? grpc, RegistryWatcher watcher, ServingStates states, ServedTrainingSets trainingSets, ILogger log) =>
        (_app, _grpc, _watcher, _states, _trainingSets, _log, _stopped) = (app, grpc, watcher, states, trainingSets, log, new(StopAsync));

    /// <summary>Where it listens, with the port that it got.</summary>
    public string Url => BareHost.AddressOf(_app);

    /// <summary>Where it listens for gRPC, with the port that it got; null when it does not.</summary>
    public string? GrpcUrl => _grpc is null ? null : BareHost.AddressOf(_grpc);

    /// <summary>Starts a server; when this returns it listens and, unless the registry is empty, is ready.</summary>
    /// <exception cref="QuernException">It cannot listen there, its certificate or <see cref="ServerOptions.Telemetry"/> cannot be used, or the registry's version cannot be loaded.</exception>
    public static async Task<QuernServer> StartAsync(IServingRegistry registry, ServerOptions options, CancellationToken stop = default)
    {
        BareHost.CheckTls(options.Tls, options.Url, options.GrpcUrl);
        options = options with { Traffic = new(options.Time) };
        OtlpSettings.Read(options.Telemetry);
        var states = new ServingStates(new(options.WaitingLimit, () => ThreadPool.PendingWorkItemCount, options.Levels), new(TimelyAtOnce, options.OverdueReads));
        var app = ServerHost.Build(options, states, registry, out var trainingSets);
        var log = BareHost.Log(app.Services);
        var grpc = options.GrpcUrl is null ? null : GrpcHost.Build(options.GrpcUrl, options, states);
        // Both finish what they have at the same time.
        if (grpc is not null) app.Lifetime.ApplicationStopping.Register(() => grpc.StopAsync());
        if (options.Served is { } served) served.Tell = finding => TellOfLog(log, finding);
        var server = new QuernServer(app, grpc, new(registry, states, options, log), states, trainingSets, log);
        try
        {
            await BareHost.ListenAsync(app, options.Url, "--url", stop).ConfigureAwait(false);
            server.LogListening(server.Url, ClockChoice.ModeOf(options.Clock));
            if (grpc is not null)
            {
                await BareHost.ListenAsync(grpc, options.GrpcUrl!, "--grpc-url", stop).ConfigureAwait(false);
                server.LogGrpc(server.GrpcUrl!);
            }

            server._watcher.Start();
            server._triggers = new(options.Triggers, states, log);
            if (options.Alerts is { } alerts) server._alerts = new(alerts, states, options, log);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until the process is told to stop and requests under way are finished.</summary>
    public Task WaitForShutdownAsync(CancellationToken stop = default) => _app.WaitForShutdownAsync(stop);

    /// <summary>Takes no new connections, finishes requests under way, and stops. Once: who asks again waits for the same end.</summary>
    public ValueTask DisposeAsync() => new(_stopped.Value);

    private async Task StopAsync()
    {
        await _watcher.DisposeAsync().ConfigureAwait(false);
        if (_alerts is not null) await _alerts.DisposeAsync().ConfigureAwait(false);
        if (_triggers is not null) await _triggers.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_app.StopAsync(), _grpc?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        // While there are streams to be looked at a last time.
        _app.Services.GetService<UsageSampler>()?.Dispose();
        _trainingSets.Dispose();
        _states.Swap(null);
        _states.Gate.Dispose();
        _states.Threads.Dispose();
        LogStopped();
        if (_grpc is not null) await _grpc.DisposeAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void TellOfLog(ILogger log, Finding? finding)
    {
        if (finding is null) LogWritesAgain(log);
        else LogDoesNotWrite(log, finding.ToString());
    }

    [LoggerMessage(LogLevel.Warning, "{reason}")]
    private static partial void LogDoesNotWrite(ILogger log, string reason);

    [LoggerMessage(LogLevel.Information, "served vectors are written again")]
    private static partial void LogWritesAgain(ILogger log);

    [LoggerMessage(LogLevel.Information, "listening on {url}, clock {clock}")]
    private partial void LogListening(string url, string clock);

    [LoggerMessage(LogLevel.Information, "listening for gRPC on {url}")]
    private partial void LogGrpc(string url);

    [LoggerMessage(LogLevel.Information, "stopped")]
    private partial void LogStopped();
}
