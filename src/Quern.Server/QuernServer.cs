using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quern.Server.Changes;
using Quern.Server.Clocks;
using Quern.Server.Serving;
using Quern.Server.TrainingSets;

namespace Quern.Server;

/// <summary>
/// A running server. It answers until it is disposed, or until the process is told to stop (SIGTERM, Ctrl+C): then it takes no new connections, and requests
/// under way are finished.
/// </summary>
public sealed partial class QuernServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RegistryWatcher _watcher;
    private readonly ServingStates _states;
    private readonly ServedTrainingSets _trainingSets;
    private readonly ILogger _log;
    private TriggerLoop? _triggers;

    private QuernServer(WebApplication app, RegistryWatcher watcher, ServingStates states, ServedTrainingSets trainingSets, ILogger log) =>
        (_app, _watcher, _states, _trainingSets, _log) = (app, watcher, states, trainingSets, log);

    /// <summary>Where it listens, with the port that it got.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts a server; when this returns it listens and, unless the registry is empty, is ready.</summary>
    /// <exception cref="QuernException">It cannot listen there, or the registry's version cannot be loaded.</exception>
    public static async Task<QuernServer> StartAsync(IServingRegistry registry, ServerOptions options, CancellationToken stop = default)
    {
        var states = new ServingStates();
        var app = ServerHost.Build(options, states, out var trainingSets);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(ServerHost.LogCategory);
        var server = new QuernServer(app, new(registry, states, options, log), states, trainingSets, log);
        try
        {
            await server.ListenAsync(options, stop).ConfigureAwait(false);
            server._watcher.Start();
            server._triggers = new(options.Triggers, states, log);
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

    /// <summary>Takes no new connections, finishes requests under way, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watcher.DisposeAsync().ConfigureAwait(false);
        if (_triggers is not null) await _triggers.DisposeAsync().ConfigureAwait(false);
        await _app.StopAsync().ConfigureAwait(false);
        _trainingSets.Dispose();
        _states.Swap(null);
        LogStopped();
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ListenAsync(ServerOptions options, CancellationToken stop)
    {
        try
        {
            await _app.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            throw new QuernException(ServerFindings.CannotListen(options.Url, e.Message), e);
        }

        LogListening(Url, ClockChoice.ModeOf(options.Clock));
    }

    [LoggerMessage(LogLevel.Information, "listening on {url}, clock {clock}")]
    private partial void LogListening(string url, string clock);

    [LoggerMessage(LogLevel.Information, "stopped")]
    private partial void LogStopped();
}
