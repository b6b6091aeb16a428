using Quern.Engine.Registry;

namespace Quern.Testing.Kits;

/// <summary>Where a registry lives. Disposing it removes what is there.</summary>
public interface IRegistryStorePlace : IDisposable
{
    /// <summary>Opens the registry there, as another process would: what one wrote every other reads.</summary>
    IRegistryStore Open();
}
