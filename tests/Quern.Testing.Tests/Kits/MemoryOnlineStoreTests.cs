using Quern.Engine.Online;
using Quern.Testing.Kits;
using Quern.Testing.Online;

namespace Quern.Testing.Tests.Kits;

public sealed class MemoryOnlineStoreTests
{
    public static TheoryData<string> Cases => [.. OnlineStoreKit.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Memory_passes_the_kit(string name) => new OnlineStoreKit(() => new Place()).Run(name);

    private sealed class Place : IOnlineStorePlace
    {
        public bool Survives => false;

        public IOnlineStore Open() => new MemoryOnlineStore();

        public void Dispose()
        {
        }
    }
}
