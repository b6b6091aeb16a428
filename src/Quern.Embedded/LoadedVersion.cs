using System.Collections.Concurrent;
using Quern.Engine.Registry;
using Quern.Planning;

namespace Quern.Embedded;

/// <summary>
/// One version of the registry, ready to be read by many threads. Reads under way when it is disposed go on: their sessions end when they come back, and its compiled definitions are unloaded when
/// nothing uses them any more.
/// </summary>
internal sealed class LoadedVersion : IDisposable
{
    private readonly DefinitionAssembly _definitions;
    private readonly Dictionary<string, LoadedService> _services;
    private readonly HashSet<string> _elsewhere;
    private readonly EmbeddedPlace _place;
    private readonly ConcurrentDictionary<string, bool> _told = new();
    private readonly Action<Exception>? _failed;

    private LoadedVersion(int number, DefinitionAssembly definitions, RepositoryPlan plan, EmbeddedPlace place, Action<Exception>? failed)
    {
        (Number, _definitions, _place, _failed) = (number, definitions, place, failed);
        var online = place.Online;
        _elsewhere = [.. plan.Services.Keys.Where(service => !place.Has(service))];
        _services = plan.Services.Where(service => place.Has(service.Key)).ToDictionary(service => service.Key, service => new LoadedService(online, service.Value, OnFailure));
    }

    /// <summary>Gets the number of the commit.</summary>
    public int Number { get; }

    public IReadOnlyCollection<string> Services => _services.Keys;

    /// <exception cref="QuernException">The commit has no definitions, or they cannot be loaded.</exception>
    public static LoadedVersion Load(IRegistryStore registry, int number, EmbeddedPlace place, Action<Exception>? failed)
    {
        var hash = registry.Find(number)?.ObjectHash ?? throw new QuernException(StoreFindings.NoDefinitions(number));
        var definitions = DefinitionAssembly.Load(registry.GetObject(hash), out var plan);
        return new(number, definitions, plan, place, failed);
    }

    /// <exception cref="QuernException">There is no such service.</exception>
    public LoadedService Find(string service) => _services.TryGetValue(service, out var loaded)
        ? loaded
        : throw new QuernException(_elsewhere.Contains(service) ? StoreFindings.InShard(service, _place.ShardOf(service)) : StoreFindings.NoService(service, _services.Keys));

    public void Dispose()
    {
        foreach (var service in _services.Values) service.Dispose();
        _definitions.Dispose();
    }

    // A method that throws does so again and again: the first is told, the statuses have them all.
    private void OnFailure(string feature, int row, Exception exception)
    {
        if (_told.TryAdd(feature, true)) _failed?.Invoke(exception);
    }
}
