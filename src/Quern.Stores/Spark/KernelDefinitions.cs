using Quern.Engine.Registry;
using Quern.Planning;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>The definitions that a header names, loaded and compared with what the script was made for.</summary>
public sealed class KernelDefinitions : IDisposable
{
    private readonly DefinitionAssembly _loaded;

    private KernelDefinitions(DefinitionAssembly loaded, ServicePlan service) => (_loaded, Service) = (loaded, service);

    /// <summary>Gets the features.</summary>
    public ServicePlan Service { get; }

    /// <summary>Loads them.</summary>
    /// <param name="header">The header.</param>
    /// <param name="folder">Where the header lies.</param>
    /// <exception cref="QuernException">They are not there, or are others than the script was made for: everything that differs.</exception>
    public static KernelDefinitions Load(KernelHeader header, string folder)
    {
        if (header.Format != KernelHeader.CurrentFormat || header.Quern != KernelProgram.Version) throw SparkFindings.OtherVersion(header);
        var path = Path.Combine(folder, header.Assembly);
        if (!File.Exists(path)) throw SparkFindings.NoAssembly(path);
        var bytes = File.ReadAllBytes(path);
        if (ContentHash.Of(bytes) != header.AssemblyHash) throw SparkFindings.OtherAssembly(header, path);
        var loaded = DefinitionAssembly.Load(bytes, out var plan);
        try
        {
            var service = Find(header, plan);
            Finding[] others = [.. header.Definitions.Keys.Union(service.Definitions.Keys).Order(StringComparer.Ordinal)
                .Where(name => header.Definitions.GetValueOrDefault(name) != service.Definitions.GetValueOrDefault(name)).Select(SparkFindings.OtherDefinition)];
            return others.Length == 0 ? new(loaded, service) : throw new QuernException(others);
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>Lets the definitions go.</summary>
    public void Dispose() => _loaded.Dispose();

    private static ServicePlan Find(KernelHeader header, RepositoryPlan plan)
    {
        if (header.Service is { } name) return plan.Services.GetValueOrDefault(name) ?? throw new QuernException(SparkFindings.OtherDefinition(name));
        var (service, findings) = new ServicePlanner(plan).Plan(header.Features, fullNames: false);
        return service ?? throw new QuernException(findings);
    }
}
