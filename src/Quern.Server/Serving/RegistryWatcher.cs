using Microsoft.Extensions.Logging;
using Quern.Engine.Registry;
using Quern.Server.Objectives;

namespace Quern.Server.Serving;

/// <summary>Asks the registry for its newest version again and again and puts it in place. A version that cannot be loaded is told once, and the old one goes on.</summary>
internal sealed partial class RegistryWatcher(IServingRegistry registry, ServingStates states, ServerOptions options, ILogger log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private string? _seen;
    private string? _served;
    private string? _trouble;

    /// <summary>Loads the newest version, then goes on watching.</summary>
    /// <exception cref="QuernException">The version that is there at the start cannot be loaded.</exception>
    internal void Start()
    {
        var head = registry.ReadHead();
        if (head is null) LogWaiting();
        else Load(head);
        _watching = Task.Run(WatchAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(options.PollInterval);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false)) Look();
    }

    private void Look()
    {
        try
        {
            var head = registry.ReadHead();
            if (head is not null && head != _seen) Load(head);
            if (_trouble is not null) LogReadable();
            _trouble = null;
        }
        catch (QuernException e) when (RegistryFindings.MayPass(e.Findings[0]))
        {
            // A registry that is away comes back: it is told once, and a version of which only a part was read is asked for again.
            _seen = _served;
            if (_trouble != e.Findings[0].Code) LogAway(e.Message);
            _trouble = e.Findings[0].Code;
        }
        catch (QuernException e)
        {
            LogRefused(e.Message);
        }
#pragma warning disable CA1031 // A registry that cannot be read now may be readable a second later; serving goes on meanwhile.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
    }

    private void Load(string head)
    {
        _seen = head;
        var state = new ServingState(registry.Load(head, log), options);
        states.Swap(state);
        _served = head;
        if (options.Served?.Missing(state.Repository.Services.Keys) is { } missing)
            foreach (var service in missing)
                LogNotLogged(service);
        LogServing(state.Project, state.Shard is { Map.IsSharded: true } shard ? $", shard {shard.Name}," : "", state.Version, state.Here.Services.Count, state.Here.Views.Count);
        foreach (var name in options.ServiceLimits.Keys)
            if (!state.Repository.Services.ContainsKey(name))
                LogMissing(ServerFindings.LimitOfNothing(name, state.Version).ToString());
        foreach (var objective in options.Levels?.Objectives ?? [])
            if (ObjectiveSubject.Find(objective, state) is null)
                LogMissing(ServerFindings.ObjectiveOfNothing(objective, state.Version).ToString());
    }

    [LoggerMessage(LogLevel.Information, "waiting for the first quern apply")]
    private partial void LogWaiting();

    [LoggerMessage(LogLevel.Information, "serving {project}{shard} version {version}: {services} services, {views} views")]
    private partial void LogServing(string project, string shard, string version, int services, int views);

    [LoggerMessage(LogLevel.Warning, "service '{service}' is to be logged, and there is none of this name")]
    private partial void LogNotLogged(string service);

    [LoggerMessage(LogLevel.Warning, "{finding}")]
    private partial void LogMissing(string finding);

    [LoggerMessage(LogLevel.Error, "the new registry version cannot be served; the old one goes on: {reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "the registry cannot be asked for a new version; the one in place goes on: {reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "the registry answers again")]
    private partial void LogReadable();

    [LoggerMessage(LogLevel.Error, "the registry cannot be read; the version in place goes on")]
    private partial void LogFailed(Exception e);
}
