namespace Quern.Connectors.Tests.Postgres;

/// <summary>For each test a database with an empty table of customers, and a project that it feeds.</summary>
[Collection(PostgresTests.Name)]
public abstract class CustomersTest : IDisposable
{
    protected const string CreateTable = "CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)";

    protected CustomersTest(PostgresCluster cluster)
    {
        (Cluster, Database) = (cluster, cluster.NewDatabase());
        Database.Do(CreateTable);
        Project = new(Database.Connection);
    }

    protected PostgresCluster Cluster { get; }

    protected TestDatabase Database { get; }

    private protected CustomersProject Project { get; }

    public void Dispose()
    {
        Project.Dispose();
        Database.Dispose();
        GC.SuppressFinalize(this);
    }
}
