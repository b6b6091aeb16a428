using Quern.Engine.Registry;
using Quern.Testing.Kits;

namespace Quern.Stores.Registry.Tests;

/// <summary>The registry in files passes the kit.</summary>
public sealed class FileRegistryKitTests
{
    public static TheoryData<string> Cases => [.. RegistryStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Files_pass_the_kit(string name) => new RegistryStoreKit(() => new Place()).Run(name);

    private sealed class Place : IRegistryStorePlace
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("quern-registry-").FullName;

        public IRegistryStore Open() => new FileRegistryStore(Path.Combine(_folder, "registry"));

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
