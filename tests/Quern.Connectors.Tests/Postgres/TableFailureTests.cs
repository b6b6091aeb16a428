namespace Quern.Connectors.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class TableFailureTests : IDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly TestDatabase _database;
    private readonly CustomersProject _project;

    public TableFailureTests(PostgresCluster cluster)
    {
        _cluster = cluster;
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
    public void ServerThatIsAway_AtFirstAndForAWhile_IsFoundAgain()
    {
        _cluster.Kill();
        try
        {
            _project.Feed();
            _project.WaitFor("QRN6120");
        }
        finally
        {
            _cluster.Start();
            _database.Reconnect();
        }

        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        _cluster.Kill();
        try
        {
            _project.WaitFor("QRN6120");
        }
        finally
        {
            _cluster.Start();
            _database.Reconnect();
        }

        _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        _project.WaitForCount(2);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert"]);
        _project.WaitForReading();
        _project.Told.ToArray().ShouldBe(["QRN6120", "well", "QRN6120", "well"]);
    }

    [Fact]
    public void WrongPassword_IsTold_AndTheRightOneIsNot()
    {
        _database.Do("DROP ROLE IF EXISTS locked", "CREATE ROLE locked LOGIN REPLICATION PASSWORD 'right'");
        _project.Feed(("connection", _cluster.ConnectionTo(_database.Name, "locked", "wr0ng")));
        _project.WaitFor("QRN6121");
        _project.Status.ToString().ShouldNotContain("wr0ng");
        _project.EndFeed();
        _project.Feed(("connection", $"postgres://nobody@127.0.0.1:{_cluster.Port}/{_database.Name}"));
        _project.WaitFor("QRN6121");
    }

    [Fact]
    public void UserWithoutTheRight_IsTold()
    {
        _database.Do("DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN", "CREATE PUBLICATION quern_customers FOR TABLE customers");
        _project.Feed(("connection", _cluster.ConnectionTo(_database.Name, "weak")));
        _project.WaitFor("QRN6124");
        // May read the log, but not the rows.
        _database.Do("ALTER ROLE weak REPLICATION");
        Eventually.So(() => _project.Status.LastError?.Detail?.Contains("customers", StringComparison.Ordinal) == true, () => _project.Status.ToString());
        _database.Do("GRANT SELECT ON customers TO weak");
        _project.WaitForReading();
    }

    [Fact]
    public void TableThatIsNotThere_IsTakenWhenItComes()
    {
        _database.Do("DROP TABLE customers", "CREATE VIEW customers AS SELECT 1::bigint AS id");
        _project.Feed();
        _project.WaitFor("QRN6122");
        _database.Do("DROP VIEW customers", "CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)");
        _project.WaitForReading();
    }

    [Fact]
    public void TableThatIsCalledOtherwise_IsTold()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("ALTER TABLE customers RENAME TO clients", "INSERT INTO clients VALUES (1, 'Oslo', 1)");
        _project.WaitFor("QRN6122");
        _database.Do("ALTER TABLE clients RENAME TO customers");
        Eventually.So(() => _project.Status.LastError?.Detail?.Contains("public.clients", StringComparison.Ordinal) == true, () => _project.Status.ToString());
    }

    [Fact]
    public void TableWithoutAKey_IsNotPublished_ForItsUpdatesWouldFail()
    {
        _database.Do("ALTER TABLE customers DROP CONSTRAINT customers_pkey");
        _project.Apply(new PlainCustomers());
        _project.Feed(("operation", null));
        _project.WaitFor("QRN6134");
        _database.AskOne("SELECT count(*) FROM pg_publication").ShouldBe("0");
        _database.Do("ALTER TABLE customers REPLICA IDENTITY FULL");
        _project.WaitForReading();
    }

    [Fact]
    public void Publication_ThatIsMissing_IsTakenWhenItComes()
    {
        _project.Feed(("create", false), ("snapshot", "never"));
        _project.WaitFor("QRN6127");
        _database.Do("CREATE PUBLICATION quern_customers");
        Eventually.So(() => _project.Status.LastError?.Detail == "It publishes others.", () => _project.Status.ToString());
        _database.Do("ALTER PUBLICATION quern_customers ADD TABLE customers");
        _project.WaitFor("QRN6133");
        _database.Do($"SELECT pg_create_logical_replication_slot('{_project.Slot}', 'pgoutput')");
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        _database.Do("DROP PUBLICATION quern_customers", "INSERT INTO customers VALUES (2, 'Rome', 1)");
        _project.WaitFor("QRN6127");
    }

    [Fact]
    public void SlotThatIsGone_IsNotBegunAnew()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        _project.Crash();
        _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)", $"SELECT pg_drop_replication_slot('{_project.Slot}')");
        _project.Feed();
        _project.WaitFor("QRN6125");
        _database.AskOne($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{_project.Slot}'").ShouldBe("0");
        // As the page says: another slot begins with all rows that are there.
        _project.EndFeed();
        _project.Feed(("slot", _project.Slot[..^1] + "_2"));
        _project.WaitForCount(3);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|Oslo|1|insert", "2|Rome|1|insert"]);
    }

    [Fact]
    public void SlotThatWasMadeAnew_IsNotRead_ForChangesAreMissing()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        _project.Crash();
        _database.Do($"SELECT pg_drop_replication_slot('{_project.Slot}')", "INSERT INTO customers VALUES (2, 'Rome', 1)", $"SELECT pg_create_logical_replication_slot('{_project.Slot}', 'pgoutput')");
        _project.Feed();
        _project.WaitFor("QRN6131");
        _project.Count.ShouldBe(1);
    }

    [Fact]
    public void SlotOfSomebodyElse_IsLeftAlone()
    {
        _database.Do($"SELECT pg_create_logical_replication_slot('{_project.Slot}', 'pgoutput')");
        _project.Feed();
        _project.WaitFor("QRN6132");
        _project.EndFeed();
        _database.Do($"SELECT pg_drop_replication_slot('{_project.Slot}')", $"SELECT pg_create_physical_replication_slot('{_project.Slot}')");
        _project.Feed(("snapshot", "never"));
        _project.WaitFor("QRN6133");
        _project.EndFeed();
        _database.Do($"SELECT pg_drop_replication_slot('{_project.Slot}')");
    }

    [Fact]
    public void SlotThatIsInUse_IsTakenWhenItIsFree()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        using (var second = new CustomersProject(_database.Connection))
        {
            second.Feed(("slot", _project.Slot), ("snapshot", "never"));
            second.WaitFor("QRN6126");
            _project.EndFeed();
            second.WaitForReading();
            _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
            second.WaitForCount(1);
        }

        // It was read by somebody else meanwhile, and the stream would miss what they had.
        _project.Feed();
        _project.WaitFor("QRN6131");
    }

    [Fact]
    public void TableThatWasAltered_IsReadOn_WhileItFitsTheRecord()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do(
            "INSERT INTO customers VALUES (1, 'Oslo', 1)",
            "ALTER TABLE customers ADD COLUMN more text",
            "INSERT INTO customers VALUES (2, 'Rome', 2, 'x')",
            "ALTER TABLE customers ALTER balance TYPE numeric(12,2)",
            "INSERT INTO customers VALUES (3, 'Bonn', 3.25, 'x')",
            "ALTER TABLE customers DROP COLUMN city",
            "INSERT INTO customers VALUES (4, 4, 'x')");
        _project.WaitForCount(4);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|2|insert", "3|Bonn|3.25|insert", "4|null|4|insert"]);
        _project.WaitForWarning("QRN6128");
    }

    [Fact]
    public void TableThatFitsNoMore_WaitsForTheRecord_AndLosesNothing()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "ALTER TABLE customers ALTER balance TYPE text", "ALTER TABLE customers ALTER city TYPE int USING 7", "INSERT INTO customers VALUES (2, 8, 'much')");
        _project.WaitFor("QRN6128");
        var detail = _project.Status.LastError!.Detail!;
        detail.ShouldContain("'city' is integer, which 'City' cannot take; int can.");
        detail.ShouldContain("'balance' is text, which 'Balance' cannot take; string can.");
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert"]);
        _project.Apply(new PlainCustomers());
        _project.WaitForCount(2);
        _project.Events("changed_at").ShouldBe(["1", "2"]);
    }

    [Fact]
    public void ServerThatIsNotMadeForIt_IsTold()
    {
        using var plain = new PlainCluster();
        using var database = plain.NewDatabase();
        database.Do("CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)");
        using var project = new CustomersProject(database.Connection);
        project.Feed();
        project.WaitFor("QRN6123");
    }

    [Fact]
    public void ServerWithoutRoom_IsTold()
    {
        using var full = new FullCluster();
        using var database = full.NewDatabase();
        database.Do("CREATE TABLE customers (id bigint PRIMARY KEY, city text, balance double precision)", "SELECT pg_create_logical_replication_slot('somebodys', 'pgoutput')");
        using var project = new CustomersProject(database.Connection);
        project.Feed();
        project.WaitFor("QRN6136");
        database.Do("SELECT pg_drop_replication_slot('somebodys')");
        project.WaitForReading();
    }

    private sealed class PlainCluster() : PostgresCluster("replica");

    private sealed class FullCluster() : PostgresCluster("logical\nmax_replication_slots = 1");
}
