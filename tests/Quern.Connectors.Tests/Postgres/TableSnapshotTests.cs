namespace Quern.Connectors.Tests.Postgres;

public sealed class TableSnapshotTests(PostgresCluster cluster) : CustomersTest(cluster)
{
    [Fact]
    public void RowsThatAreThere_ComeFirst_ThenTheirChanges()
    {
        Database.Do(@"INSERT INTO customers VALUES (1, E'a\tb\\c\nd', 0.1), (2, NULL, NULL), (3, '\N', -1e300), (4, '', 0)");
        Project.Feed();
        Project.WaitForCount(4);
        Database.Do("DELETE FROM customers WHERE id = 2", "UPDATE customers SET city = 'Oslo' WHERE id = 3");
        Project.WaitForCount(6);
        Project.Events("changed_at").ShouldBe(["1|a\tb\\c\nd|0.1|insert", "2|null|null|insert", @"3|\N|-1E+300|insert", "4||0|insert", "2|null|null|delete", "3|Oslo|-1E+300|update"]);
        Project.Served([1, 2, 3]).ShouldBe(["a\tb\\c\nd|0.1|1|0.1", "null|null|1|null", "Oslo|-1E+300|2|-2E+300"]);
        Directory.GetFiles(Project.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void RowsThatAreThere_StayOut_WhereSettingsSaySo()
    {
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        Project.Feed(("snapshot", "never"));
        Project.WaitForReading();
        Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        Project.WaitForCount(1);
        Project.Events("changed_at").ShouldBe(["2|Rome|1|insert"]);
    }

    [Fact]
    public void Crash_BetweenRows_TakesEachOnce()
    {
        Database.Do("INSERT INTO customers SELECT i, 'c' || i, i FROM generate_series(1, 60000) i");
        for (var crashes = 0; Project.Count < 60_000; crashes++)
        {
            var before = Project.Count;
            Project.Feed();
            Eventually.So(() => Project.Count > before, () => Project.Status.ToString());
            Project.Crash();
            // Changes come meanwhile, of rows that are taken and of ones that are not.
            Database.Do($"UPDATE customers SET balance = -1 WHERE id = {1 + (crashes * 7000)}", $"DELETE FROM customers WHERE id = {60_000 - crashes}");
            crashes.ShouldBeLessThan(20);
        }

        Project.Feed();
        Database.Do("INSERT INTO customers VALUES (70000, 'end', 0)");
        Eventually.So(() => Project.Events("changed_at")[^1] == "70000|end|0|insert", () => Project.Status.ToString());
        var events = Project.Events("changed_at", "city", "balance");
        events.Count(text => text.EndsWith("insert", StringComparison.Ordinal)).ShouldBe(60_001);
        events.Where(text => text.EndsWith("insert", StringComparison.Ordinal)).Distinct().Count().ShouldBe(60_001);
        events.Count(text => text.EndsWith("delete", StringComparison.Ordinal)).ShouldBe(60_001 - int.Parse(Database.AskOne("SELECT count(*) FROM customers"), System.Globalization.CultureInfo.InvariantCulture));
        events.Count(text => text.EndsWith("update", StringComparison.Ordinal)).ShouldBe(int.Parse(Database.AskOne("SELECT count(*) FROM customers WHERE balance = -1"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Crash_WhileTheRowsAreRead_BeginsWithANewSlot()
    {
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        // What a process leaves behind that dies while it copies: a slot, and a file that has not got its name.
        Database.Do($"SELECT pg_create_logical_replication_slot('{Project.Slot}', 'pgoutput')");
        File.WriteAllText(Path.Combine(Project.Folder, $"customers.{Project.Slot}.rows.part"), "1\tOs");
        Database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        Project.Feed();
        Project.WaitForCount(2);
        Database.Do("INSERT INTO customers VALUES (3, 'Bonn', 1)");
        Project.WaitForCount(3);
        Project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert", "3|Bonn|1|insert"]);
    }

    [Fact]
    public void FileWithTheRows_IsMissed_WhenSomeAreTaken()
    {
        Database.Do("INSERT INTO customers SELECT i, 'c', i FROM generate_series(1, 60000) i");
        Project.Feed();
        Eventually.So(() => Project.Count > 0, () => Project.Status.ToString());
        Project.Crash();
        Assert.SkipWhen(Project.Count == 60_000, "all rows were taken at once");
        foreach (var file in Directory.GetFiles(Project.Folder)) File.Delete(file);
        Project.Feed();
        Project.WaitFor("QRN6135");
    }

    [Fact]
    public void Publication_WithAConditionOnRows_HasNoOthers()
    {
        Database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1), (2, 'Rome', 1)", "CREATE PUBLICATION quern_customers FOR TABLE customers WHERE (id > 1)");
        Project.Feed();
        Project.WaitForCount(1);
        Database.Do("INSERT INTO customers VALUES (-3, 'Bonn', 1), (3, 'Bonn', 1)");
        Project.WaitForCount(2);
        Project.Events("changed_at").ShouldBe(["2|Rome|1|insert", "3|Bonn|1|insert"]);
    }
}
