using Quern.Time;

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

    [Fact]
    public void RowChangedTwiceInOneTransaction_EndsAsItsLastChangeSays()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("""
            BEGIN;
            INSERT INTO customers VALUES (1, 'Oslo', 9), (2, 'Zagreb', 8);
            UPDATE customers SET city = 'Aachen', balance = 1 WHERE id = 1;
            UPDATE customers SET city = 'Zürich' WHERE id = 1;
            UPDATE customers SET city = 'Bern' WHERE id = 1;
            DELETE FROM customers WHERE id = 2;
            INSERT INTO customers VALUES (2, 'Ålesund', 3);
            DELETE FROM customers WHERE id = 2;
            COMMIT
            """);
        _project.WaitForCount(8);
        _project.Events("id", "city", "balance", "op").Distinct().Count().ShouldBe(1);
        _project.Served([1, 2]).ShouldBe(["Bern|1|4|12", "null|null|2|11"]);
        _project.Trained([1, 2]).ShouldBe(["Bern|1|4|12", "null|null|2|11"]);
    }

    [Fact]
    public void Commit_GivesAllItsChangesItsTime()
    {
        _database.Do("ALTER TABLE customers ADD COLUMN at timestamptz NOT NULL DEFAULT now()");
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 9)", "UPDATE customers SET at = clock_timestamp()");
        _project.WaitForCount(2);
        var times = _project.Events("id", "city", "balance", "op").Select(text => Instant.TryParse(text, out var instant) ? instant : default).ToArray();
        times[0].ShouldBeLessThanOrEqualTo(times[1]);
        Instant.From(((DateTime)_database.AskValue("SELECT at FROM customers")).ToUniversalTime()).ShouldBeLessThanOrEqualTo(times[1]);
        Instant.From(((DateTime)_database.AskValue("SELECT clock_timestamp()")).ToUniversalTime()).ShouldBeGreaterThanOrEqualTo(times[1]);
    }

    [Fact]
    public void ChangedKey_EndsTheOldOne()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "UPDATE customers SET id = 7 WHERE id = 1");
        _project.WaitForCount(3);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|null|null|delete", "7|Oslo|1|update"]);
        _project.Served([1, 7]).ShouldBe(["null|null|1|1", "Oslo|1|1|1"]);
    }

    [Fact]
    public void Deletion_HasTheWholeRow_WhereItIsTheReplicaIdentity()
    {
        _database.Do("ALTER TABLE customers REPLICA IDENTITY FULL");
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "UPDATE customers SET balance = 2", "UPDATE customers SET id = 2", "DELETE FROM customers");
        _project.WaitForCount(5);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|Oslo|2|update", "1|Oslo|2|delete", "2|Oslo|2|update", "2|Oslo|2|delete"]);
    }

    [Fact]
    public void Deletions_ArePassedOver_WhereNoColumnTellsOfThem()
    {
        _project.Apply(new PlainCustomers());
        _project.Feed(("operation", null));
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "DELETE FROM customers", "INSERT INTO customers VALUES (2, 'Rome', 1)", "UPDATE customers SET id = 3");
        _project.WaitForCount(3);
        _project.Events("changed_at").ShouldBe(["1", "2", "3"]);
        Eventually.So(() => _project.Status.Skipped == 1, () => _project.Status.ToString());
    }

    [Fact]
    public void LongValueThatDidNotChange_IsRefused_ForItWasNotSent()
    {
        _database.Do("ALTER TABLE customers ALTER city SET STORAGE EXTERNAL");
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, repeat('x', 9000), 1)", "UPDATE customers SET balance = 2", "UPDATE customers SET city = 'short'");
        _project.WaitForCount(2);
        _project.Events("changed_at", "city").ShouldBe(["1|1|insert", "1|2|update"]);
        var letter = _project.DeadLetters().ShouldHaveSingleItem();
        letter.Code.ShouldBe("QRN6129");
        letter.Reason.ShouldContain("'city'");
        letter.Event.ShouldStartWith("""{"id":1,"balance":2,"op":"update","changed_at":""");
    }

    [Fact]
    public void LongValueThatDidNotChange_IsKnownFromTheOldRow_WhereTheServerSendsIt()
    {
        _database.Do("ALTER TABLE customers ALTER city SET STORAGE EXTERNAL", "ALTER TABLE customers REPLICA IDENTITY FULL");
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, repeat('x', 9000), 1)", "UPDATE customers SET balance = 2");
        _project.WaitForCount(2);
        _project.Events("changed_at").ShouldBe([$"1|{new string('x', 9000)}|1|insert", $"1|{new string('x', 9000)}|2|update"]);
    }

    [Fact]
    public void Truncation_IsToldAndCounted()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "TRUNCATE customers", "INSERT INTO customers VALUES (2, 'Rome', 2)");
        _project.WaitForCount(2);
        _project.WaitForWarning("QRN6130");
        Eventually.So(() => _project.Status.Skipped == 1, () => _project.Status.ToString());
        _project.Served([1, 2]).ShouldBe(["Oslo|1|1|1", "Rome|2|1|2"]);
    }

    [Fact]
    public void OtherTablesOfThePublication_AreNoConcernOfTheStream()
    {
        _database.Do("CREATE TABLE others (id bigint PRIMARY KEY, city text, balance double precision)", "CREATE PUBLICATION quern_customers FOR ALL TABLES");
        _project.Feed(("create", true));
        _project.WaitForReading();
        _database.Do("BEGIN; INSERT INTO others VALUES (9, 'Rome', 1); INSERT INTO customers VALUES (1, 'Oslo', 1); DELETE FROM others; TRUNCATE others; COMMIT");
        _project.WaitForCount(1);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert"]);
        _project.Told.ShouldNotContain("QRN6130");
    }

    [Fact]
    public void ValueThatNoEventCanHave_IsADeadLetter()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 'NaN')", "INSERT INTO customers VALUES (2, E'a\"b\\\\c\\td\\ne', 1e-300)");
        _project.WaitForCount(1);
        _project.Events("changed_at").ShouldBe(["2|a\"b\\c\td\ne|1E-300|insert"]);
        _project.DeadLetters().ShouldHaveSingleItem().Reason.ShouldContain("'balance' must hold finite numbers");
    }

    [Fact]
    public void Slot_LetsGoOfTheServersLog_WhenItIsDurableAndWhenNothingComes()
    {
        _project.Feed();
        _project.WaitForReading();
        _database.Do("CREATE TABLE noise (text text)", "INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.WaitForCount(1);
        var start = _database.AskOne("SELECT pg_current_wal_lsn()");
        Eventually.So(
            () =>
            {
                // A little more each time, as in a database in which others work.
                _database.Do("INSERT INTO noise SELECT repeat(md5(i::text), 30) FROM generate_series(1, 2000) i");
                return _database.AskOne($"SELECT confirmed_flush_lsn > '{start}' FROM pg_replication_slots WHERE slot_name = '{_project.Slot}'") == "True";
            },
            () => _database.AskOne("SELECT confirmed_flush_lsn::text || ' ' || pg_current_wal_lsn() FROM pg_replication_slots LIMIT 1"));
        _project.Crash();
        _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        _project.Feed();
        _project.WaitForCount(2);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert"]);
    }
}
