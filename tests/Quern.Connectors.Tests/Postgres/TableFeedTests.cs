namespace Quern.Connectors.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class TableFeedTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly CustomersProject _project;

    public TableFeedTests(PostgresCluster cluster)
    {
        _database = cluster.NewDatabase();
        _database.Do("CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)");
        _project = new(_database.Connection);
    }

    public void Dispose()
    {
        _project?.Dispose();
        _database?.Dispose();
    }

    [Fact]
    public void Changes_BecomeEvents_InTheirOrder()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do(
            "INSERT INTO customers VALUES (1, 'Oslo', 1.5), (2, NULL, -0.1)",
            "UPDATE customers SET city = 'Rome' WHERE id = 1",
            "DELETE FROM customers WHERE id = 2");
        _project.WaitForCount(4);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1.5|insert", "2|null|-0.1|insert", "1|Rome|1.5|update", "2|null|null|delete"]);
        _project.Served([1, 2]).ShouldBe(["Rome|1.5|2|3", "null|null|1|-0.1"]);
        _project.Trained([1, 2]).ShouldBe(["Rome|1.5|2|3", "null|null|1|-0.1"]);
    }
}
