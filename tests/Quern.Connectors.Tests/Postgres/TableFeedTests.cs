using Quern.Time;

namespace Quern.Connectors.Tests.Postgres;

public sealed class TableFeedTests(PostgresCluster cluster) : CustomersTest(cluster)
{
    [Fact]
    public void Changes_BecomeEvents_InTheirOrder()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do(
            "INSERT INTO customers VALUES (1, 'Oslo', 1.5), (2, NULL, -0.1)",
            "UPDATE customers SET city = 'Rome' WHERE id = 1",
            "DELETE FROM customers WHERE id = 2");
        Project.WaitForCount(4);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1.5|insert", "2|null|-0.1|insert", "1|Rome|1.5|update", "2|null|null|delete"]);
        Project.Served([1, 2]).ShouldBe(["Rome|1.5|2|3", "null|null|1|-0.1"]);
        Project.Trained([1, 2]).ShouldBe(["Rome|1.5|2|3", "null|null|1|-0.1"]);
    }

    [Fact]
    public void RowChangedTwiceInOneTransaction_EndsAsItsLastChangeSays()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("""
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
        Project.WaitForCount(8);
        Project.Events("id", "city", "balance", "op").Distinct().Count().ShouldBe(1);
        Project.Served([1, 2]).ShouldBe(["Bern|1|4|12", "null|null|2|11"]);
        Project.Trained([1, 2]).ShouldBe(["Bern|1|4|12", "null|null|2|11"]);
    }

    [Fact]
    public void Commit_GivesAllItsChangesItsTime()
    {
        Database.Do("ALTER TABLE customers ADD COLUMN at timestamptz NOT NULL DEFAULT now()");
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 9)", "UPDATE customers SET at = clock_timestamp()");
        Project.WaitForCount(2);
        var times = Project.Events("id", "city", "balance", "op").Select(text => Instant.TryParse(text, out var instant) ? instant : default).ToArray();
        times[0].ShouldBeLessThanOrEqualTo(times[1]);
        Instant.From(((DateTime)Database.AskValue("SELECT at FROM customers")).ToUniversalTime()).ShouldBeLessThanOrEqualTo(times[1]);
        Instant.From(((DateTime)Database.AskValue("SELECT clock_timestamp()")).ToUniversalTime()).ShouldBeGreaterThanOrEqualTo(times[1]);
    }

    [Fact]
    public void ChangedKey_EndsTheOldOne()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "UPDATE customers SET id = 7 WHERE id = 1");
        Project.WaitForCount(3);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|null|null|delete", "7|Oslo|1|update"]);
        Project.Served([1, 7]).ShouldBe(["null|null|1|1", "Oslo|1|1|1"]);
    }

    [Fact]
    public void Deletion_HasTheWholeRow_WhereItIsTheReplicaIdentity()
    {
        Database.Do("ALTER TABLE customers REPLICA IDENTITY FULL");
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "UPDATE customers SET balance = 2", "UPDATE customers SET id = 2", "DELETE FROM customers");
        Project.WaitForCount(5);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "1|Oslo|2|update", "1|Oslo|2|delete", "2|Oslo|2|update", "2|Oslo|2|delete"]);
    }

    [Fact]
    public void Deletions_ArePassedOver_WhereNoColumnTellsOfThem()
    {
        Project.Apply(new PlainCustomers());
        Project.Feed(("operation", null));
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "DELETE FROM customers", "INSERT INTO customers VALUES (2, 'Rome', 1)", "UPDATE customers SET id = 3");
        Project.WaitForCount(3);
        Project.Events("changed_at").ShouldBe(["1", "2", "3"]);
        Eventually.So(() => Project.Status.Skipped == 1, () => Project.Status.ToString());
    }

    [Fact]
    public void LongValueThatDidNotChange_IsRefused_ForItWasNotSent()
    {
        Database.Do("ALTER TABLE customers ALTER city SET STORAGE EXTERNAL");
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, repeat('x', 9000), 1)", "UPDATE customers SET balance = 2", "UPDATE customers SET city = 'short'");
        Project.WaitForCount(2);
        Project.Events("changed_at", "city").ShouldBe(["1|1|insert", "1|2|update"]);
        var letter = Project.DeadLetters().ShouldHaveSingleItem();
        letter.Code.ShouldBe("QRN6129");
        letter.Reason.ShouldContain("'city'");
        letter.Event.ShouldStartWith("""{"id":1,"balance":2,"op":"update","changed_at":""");
    }

    [Fact]
    public void LongValueThatDidNotChange_IsKnownFromTheOldRow_WhereTheServerSendsIt()
    {
        Database.Do("ALTER TABLE customers ALTER city SET STORAGE EXTERNAL", "ALTER TABLE customers REPLICA IDENTITY FULL");
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, repeat('x', 9000), 1)", "UPDATE customers SET balance = 2");
        Project.WaitForCount(2);
        Project.Events("changed_at").ShouldBe([$"1|{new string('x', 9000)}|1|insert", $"1|{new string('x', 9000)}|2|update"]);
    }

    [Fact]
    public void Truncation_IsToldAndCounted()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)", "TRUNCATE customers", "INSERT INTO customers VALUES (2, 'Rome', 2)");
        Project.WaitForCount(2);
        Project.WaitForWarning("QRN6130");
        Eventually.So(() => Project.Status.Skipped == 1, () => Project.Status.ToString());
        Project.Served([1, 2]).ShouldBe(["Oslo|1|1|1", "Rome|2|1|2"]);
    }

    [Fact]
    public void OtherTablesOfThePublication_AreNoConcernOfTheStream()
    {
        Database.Do("CREATE TABLE others (id bigint PRIMARY KEY, city text, balance double precision)", "CREATE PUBLICATION quern_customers FOR ALL TABLES");
        Project.Feed(("create", true));
        Project.WaitForReading();
        Database.Do("BEGIN; INSERT INTO others VALUES (9, 'Rome', 1); INSERT INTO customers VALUES (1, 'Oslo', 1); DELETE FROM others; TRUNCATE others; COMMIT");
        Project.WaitForCount(1);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert"]);
        Project.Told.ShouldNotContain("QRN6130");
    }

    [Fact]
    public void ValueThatNoEventCanHave_IsADeadLetter()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 'NaN')", "INSERT INTO customers VALUES (2, E'a\"b\\\\c\\td\\ne', 1e-300)");
        Project.WaitForCount(1);
        Project.Events("changed_at").ShouldBe(["2|a\"b\\c\td\ne|1E-300|insert"]);
        Project.DeadLetters().ShouldHaveSingleItem().Reason.ShouldContain("'balance' must hold finite numbers");
    }

    [Fact]
    public void Slot_LetsGoOfTheServersLog_WhenItIsDurableAndWhenNothingComes()
    {
        Project.Feed();
        Project.WaitForReading();
        Database.Do("CREATE TABLE noise (text text)", "INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.WaitForCount(1);
        var start = Database.AskOne("SELECT pg_current_wal_lsn()");
        Eventually.So(
            () =>
            {
                // A little more each time, as in a database in which others work.
                Database.Do("INSERT INTO noise SELECT repeat(md5(i::text), 30) FROM generate_series(1, 2000) i");
                return Database.AskOne($"SELECT confirmed_flush_lsn > '{start}' FROM pg_replication_slots WHERE slot_name = '{Project.Slot}'") == "True";
            },
            () => Database.AskOne("SELECT confirmed_flush_lsn::text || ' ' || pg_current_wal_lsn() FROM pg_replication_slots LIMIT 1"));
        Project.Crash();
        Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        Project.Feed();
        Project.WaitForCount(2);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert"]);
    }
}
