namespace Quern.Connectors.Tests.Postgres;

public sealed class TableFailureTests(PostgresCluster cluster) : CustomersTest(cluster)
{
    [Fact]
    public void ServerThatIsAway_AtFirstAndForAWhile_IsFoundAgain()
    {
        Cluster.Kill();
        try
        {
            Project.Feed();
            Project.WaitFor("QRN6120");
        }
        finally
        {
            Cluster.Start();
            Database.Reconnect();
        }

        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        Cluster.Kill();
        try
        {
            Project.WaitFor("QRN6120");
        }
        finally
        {
            Cluster.Start();
            Database.Reconnect();
        }

        Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        Project.WaitForCount(2);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert"]);
        // That it is over is told a moment after it is.
        Eventually.So(() => Project.Told.SequenceEqual(["QRN6120", "well", "QRN6120", "well"]), () => string.Join(' ', Project.Told));
    }

    [Fact]
    public void WrongPassword_IsTold_AndTheRightOneIsNot()
    {
        Database.Do("DROP ROLE IF EXISTS locked", "CREATE ROLE locked LOGIN REPLICATION PASSWORD 'right'");
        Project.Feed(("connection", Cluster.ConnectionTo(Database.Name, "locked", "wr0ng")));
        Project.WaitFor("QRN6121");
        Project.Status.ToString().ShouldNotContain("wr0ng");
        Project.EndFeed();
        Project.Feed(("connection", $"postgres://nobody@127.0.0.1:{Cluster.Port}/{Database.Name}"));
        Project.WaitFor("QRN6121");
    }

    [Fact]
    public void UserWithoutTheRight_IsTold()
    {
        Database.Do("DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN", "CREATE PUBLICATION quern_customers FOR TABLE customers");
        Project.Feed(("connection", Cluster.ConnectionTo(Database.Name, "weak")));
        Project.WaitFor("QRN6124");
        // May read the log, but not the rows.
        Database.Do("ALTER ROLE weak REPLICATION");
        Eventually.So(() => Project.Status.LastError?.Detail?.Contains("customers", StringComparison.Ordinal) == true, () => Project.Status.ToString());
        Database.Do("GRANT SELECT ON customers TO weak");
        Project.WaitForReading();
    }

    [Fact]
    public void TableThatIsNotThere_IsTakenWhenItComes()
    {
        Database.Do("DROP TABLE customers", "CREATE VIEW customers AS SELECT 1::bigint AS id");
        Project.Feed();
        Project.WaitFor("QRN6122");
        Database.Do("DROP VIEW customers", CreateTable);
        Project.WaitForReading();
    }

    [Fact]
    public void TableThatIsCalledOtherwise_IsTold()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("ALTER TABLE customers RENAME TO clients", "INSERT INTO clients VALUES (1, 'Oslo', 1)");
        Project.WaitFor("QRN6122");
        Database.Do("ALTER TABLE clients RENAME TO customers");
        Eventually.So(() => Project.Status.LastError?.Detail?.Contains("public.clients", StringComparison.Ordinal) == true, () => Project.Status.ToString());
    }

    [Fact]
    public void TableWithoutAKey_IsNotPublished_ForItsUpdatesWouldFail()
    {
        Database.Do("ALTER TABLE customers DROP CONSTRAINT customers_pkey");
        Project.Apply(new PlainCustomers());
        Project.Feed(("operation", null));
        Project.WaitFor("QRN6134");
        Database.AskOne("SELECT count(*) FROM pg_publication").ShouldBe("0");
        Database.Do("ALTER TABLE customers REPLICA IDENTITY FULL");
        Project.WaitForReading();
    }

    [Fact]
    public void Publication_ThatIsMissing_IsTakenWhenItComes()
    {
        Project.Feed(("create", false), ("snapshot", "never"));
        Project.WaitFor("QRN6127");
        Database.Do("CREATE PUBLICATION quern_customers");
        Eventually.So(() => Project.Status.LastError?.Detail == "It publishes others.", () => Project.Status.ToString());
        Database.Do("ALTER PUBLICATION quern_customers ADD TABLE customers");
        Project.WaitFor("QRN6133");
        Database.Do($"SELECT pg_create_logical_replication_slot('{Project.Slot}', 'pgoutput')");
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        Database.Do("DROP PUBLICATION quern_customers", "INSERT INTO customers VALUES (2, 'Rome', 1)");
        Project.WaitFor("QRN6127");
    }

    [Fact]
    public void SlotThatIsGone_IsNotBegunAnew()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        Project.Crash();
        Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)", $"SELECT pg_drop_replication_slot('{Project.Slot}')");
        Project.Feed();
        Project.WaitFor("QRN6125");
        Database.AskOne($"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{Project.Slot}'").ShouldBe("0");
        // As the page says: another slot begins with all rows that are there.
        Project.EndFeed();
        Project.Feed(("slot", Project.Slot[..^1] + "_2"));
        Project.WaitForCount(3);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|Oslo|1|insert", "2|Rome|1|insert"]);
    }

    [Fact]
    public void SlotThatWasMadeAnew_IsNotRead_ForChangesAreMissing()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        Project.Crash();
        Database.Do($"SELECT pg_drop_replication_slot('{Project.Slot}')", "INSERT INTO customers VALUES (2, 'Rome', 1)", $"SELECT pg_create_logical_replication_slot('{Project.Slot}', 'pgoutput')");
        Project.Feed();
        Project.WaitFor("QRN6131");
        Project.Count.ShouldBe(1);
    }

    [Fact]
    public void SlotOfSomebodyElse_IsLeftAlone()
    {
        Database.Do($"SELECT pg_create_logical_replication_slot('{Project.Slot}', 'pgoutput')");
        Project.Feed();
        Project.WaitFor("QRN6132");
        Project.EndFeed();
        Database.Do($"SELECT pg_drop_replication_slot('{Project.Slot}')", $"SELECT pg_create_physical_replication_slot('{Project.Slot}')");
        Project.Feed(("snapshot", "never"));
        Project.WaitFor("QRN6133");
        Project.EndFeed();
        Database.Do($"SELECT pg_drop_replication_slot('{Project.Slot}')");
    }

    [Fact]
    public void SlotThatIsInUse_IsTakenWhenItIsFree()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        using (var second = new CustomersProject(Database.Connection))
        {
            second.Feed(("slot", Project.Slot), ("snapshot", "never"));
            second.WaitFor("QRN6126");
            Project.EndFeed();
            second.WaitForReading();
            Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
            second.WaitForCount(1);
        }

        // It was read by somebody else meanwhile, and the stream would miss what they had.
        Project.Feed();
        Project.WaitFor("QRN6131");
    }

    [Fact]
    public void TableThatWasAltered_IsReadOn_WhileItFitsTheRecord()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do(
            "INSERT INTO customers VALUES (1, 'Oslo', 1)",
            "ALTER TABLE customers ADD COLUMN more text",
            "INSERT INTO customers VALUES (2, 'Rome', 2, 'x')",
            "ALTER TABLE customers ALTER balance TYPE numeric(12,2)",
            "INSERT INTO customers VALUES (3, 'Bonn', 3.25, 'x')",
            "ALTER TABLE customers DROP COLUMN city",
            "INSERT INTO customers VALUES (4, 4, 'x')");
        Project.WaitForCount(4);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|2|insert", "3|Bonn|3.25|insert", "4|null|4|insert"]);
        Project.WaitForWarning("QRN6128");
    }

    [Fact]
    public void TableThatFitsNoMore_WaitsForTheRecord_AndLosesNothing()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "ALTER TABLE customers ALTER balance TYPE text", "ALTER TABLE customers ALTER city TYPE int USING 7", "INSERT INTO customers VALUES (2, 8, 'much')");
        Project.WaitFor("QRN6128");
        var detail = Project.Status.LastError!.Detail!;
        detail.ShouldContain("'city' is integer, which 'City' cannot take; int can.");
        detail.ShouldContain("'balance' is text, which 'Balance' cannot take; string can.");
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert"]);
        Project.Apply(new PlainCustomers());
        Project.WaitForCount(2);
        Project.Events("changed_at").ShouldBe(["1", "2"]);
    }

    [Fact]
    public void ServerThatIsNotMadeForIt_IsTold()
    {
        using var plain = new PlainCluster();
        using var database = plain.NewDatabase();
        database.Do(CreateTable);
        using var project = new CustomersProject(database.Connection);
        project.Feed();
        project.WaitFor("QRN6123");
    }

    [Fact]
    public void ServerWithoutRoom_IsTold()
    {
        using var full = new FullCluster();
        using var database = full.NewDatabase();
        database.Do(CreateTable, "SELECT pg_create_logical_replication_slot('somebodys', 'pgoutput')");
        using var project = new CustomersProject(database.Connection);
        project.Feed();
        project.WaitFor("QRN6136");
        database.Do("SELECT pg_drop_replication_slot('somebodys')");
        project.WaitForReading();
    }

    private sealed class PlainCluster() : PostgresCluster("replica");

    private sealed class FullCluster() : PostgresCluster("logical\nmax_replication_slots = 1");
}
