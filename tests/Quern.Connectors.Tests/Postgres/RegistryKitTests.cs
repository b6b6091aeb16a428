using Quern.Connectors.Postgres.Registry;
using Quern.Engine.Registry;
using Quern.Testing.Kits;

namespace Quern.Connectors.Tests.Postgres;

/// <summary>The registry in PostgreSQL passes the kit.</summary>
[Collection(PostgresTests.Name)]
public sealed class RegistryKitTests(PostgresCluster cluster)
{
    public static TheoryData<string> Cases => [.. RegistryStoreKit.Names];

    [Theory, MemberData(nameof(Cases))]
    public void Postgres_passes_the_kit(string name) => new RegistryStoreKit(() => new Place(cluster.NewDatabase())).Run(name);

    private sealed class Place(TestDatabase database) : IRegistryStorePlace
    {
        public IRegistryStore Open() => new PostgresRegistryStore(new(database.Connection, "registry.postgres"), "shop");

        public void Dispose() => database.Dispose();
    }
}
