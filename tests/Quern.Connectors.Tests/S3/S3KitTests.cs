using Quern.Connectors.S3;
using Quern.Engine.Objects;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.S3;

/// <summary>The adapter for S3 passes the kit, on a server that checks signatures and fails on demand.</summary>
public sealed class S3KitTests
{
    public static TheoryData<string> Cases => [.. ObjectStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void S3_passes_the_kit(string name) => new ObjectStoreKit(() => new Place()).Run(name);

    private sealed class Place : IObjectStorePlace
    {
        private readonly S3Server _server = new();
        private readonly S3Objects _objects;

        public Place()
        {
            _server.MakeBucket("kit-bucket");
            _objects = new(_server.Settings);
        }

        public IObjectStore Open() => _objects.Open("kit-bucket");

        public IDisposable Fail(int seed) => new Failing(_server, seed);

        public void Dispose()
        {
            _objects.Dispose();
            _server.Dispose();
        }
    }
}
