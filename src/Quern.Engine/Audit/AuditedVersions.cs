using System.Globalization;
using Quern.Engine.Registry;

namespace Quern.Engine.Audit;

/// <summary>A service in the versions of a registry; what was loaded is held until it is disposed. For one thread.</summary>
/// <param name="store">The registry.</param>
/// <param name="service">The service.</param>
public sealed class AuditedVersions(IRegistryStore store, string service) : IDisposable
{
    private readonly Dictionary<string, AuditedVersion?> _versions = new(StringComparer.Ordinal);
    private readonly List<DefinitionAssembly> _loaded = [];

    /// <summary>The service in a version; null where the registry does not have that version with its definitions, or the version not the service.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    public AuditedVersion? Find(string version)
    {
        if (_versions.TryGetValue(version, out var known)) return known;
        return _versions[version] = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && store.Find(number) is { ObjectHash: { } hash } ? Load(version, hash) : null;
    }

    /// <summary>The service in the latest version; null where there is none.</summary>
    /// <exception cref="QuernException">The registry is damaged.</exception>
    public AuditedVersion? Latest() => Find(store.HeadNumber().ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loaded in _loaded) loaded.Dispose();
    }

    private AuditedVersion? Load(string version, string hash)
    {
        _loaded.Add(DefinitionAssembly.Load(store.GetObject(hash), out var plan));
        return plan.Services.TryGetValue(service, out var found) ? new(version, hash, found) : null;
    }
}
