using Quern.Testing.Kits;

namespace Quern.Engine.Registry.Tests;

/// <summary>The registry in memory passes the kit, so that what is tested with it holds of the others.</summary>
public sealed class MemoryRegistryKitTests
{
    public static TheoryData<string> Cases => [.. RegistryStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Memory_passes_the_kit(string name) => new RegistryStoreKit(() => new Place()).Run(name);

    private sealed class Place : IRegistryStorePlace
    {
        private readonly MemoryRegistryStore _store = new();

        public IRegistryStore Open() => _store;

        public void Dispose()
        {
        }
    }
}
