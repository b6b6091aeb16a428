namespace Quern.Connectors.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class TableSnapshotTests : IDisposable
{
    private readonly TestDatabase _database;
    private readonly CustomersProject _project;

    public TableSnapshotTests(PostgresCluster cluster)
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
    public void RowsThatAreThere_ComeFirst_ThenTheirChanges()
    {
        _database.Do(@"INSERT INTO customers VALUES (1, E'a\tb\\c\nd', 0.1), (2, NULL, NULL), (3, '\N', -1e300), (4, '', 0)");
        _project.Feed();
        _project.WaitForCount(4);
        _database.Do("DELETE FROM customers WHERE id = 2", "UPDATE customers SET city = 'Oslo' WHERE id = 3");
        _project.WaitForCount(6);
        _project.Events("changed_at").ShouldBe(["1|a\tb\\c\nd|0.1|insert", "2|null|null|insert", @"3|\N|-1E+300|insert", "4||0|insert", "2|null|null|delete", "3|Oslo|-1E+300|update"]);
        _project.Served([1, 2, 3]).ShouldBe(["a\tb\\c\nd|0.1|1|0.1", "null|null|1|null", "Oslo|-1E+300|2|-2E+300"]);
        Directory.GetFiles(_project.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void RowsThatAreThere_StayOut_WhereSettingsSaySo()
    {
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        _project.Feed(("snapshot", "never"));
        _project.WaitForReading();
        _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        _project.WaitForCount(1);
        _project.Events("changed_at").ShouldBe(["2|Rome|1|insert"]);
    }

    [Fact]
    public void Crash_BetweenRows_TakesEachOnce()
    {
        _database.Do("INSERT INTO customers SELECT i, 'c' || i, i FROM generate_series(1, 60000) i");
        for (var crashes = 0; _project.Count < 60_000; crashes++)
        {
            var before = _project.Count;
            _project.Feed();
            Eventually.So(() => _project.Count > before, () => _project.Status.ToString());
            _project.Crash();
            // Changes come meanwhile, of rows that are taken and of ones that are not.
            _database.Do($"UPDATE customers SET balance = -1 WHERE id = {1 + (crashes * 7000)}", $"DELETE FROM customers WHERE id = {60_000 - crashes}");
            crashes.ShouldBeLessThan(20);
        }

        _project.Feed();
        _database.Do("INSERT INTO customers VALUES (70000, 'end', 0)");
        Eventually.So(() => _project.Events("changed_at")[^1] == "70000|end|0|insert", () => _project.Status.ToString());
        var events = _project.Events("changed_at", "city", "balance");
        events.Count(text => text.EndsWith("insert", StringComparison.Ordinal)).ShouldBe(60_001);
        events.Where(text => text.EndsWith("insert", StringComparison.Ordinal)).Distinct().Count().ShouldBe(60_001);
        events.Count(text => text.EndsWith("delete", StringComparison.Ordinal)).ShouldBe(60_001 - int.Parse(_database.AskOne("SELECT count(*) FROM customers"), System.Globalization.CultureInfo.InvariantCulture));
        events.Count(text => text.EndsWith("update", StringComparison.Ordinal)).ShouldBe(int.Parse(_database.AskOne("SELECT count(*) FROM customers WHERE balance = -1"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Crash_WhileTheRowsAreRead_BeginsWithANewSlot()
    {
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1)");
        // What a process leaves behind that dies while it copies: a slot, and a file that has not got its name.
        _database.Do($"SELECT pg_create_logical_replication_slot('{_project.Slot}', 'pgoutput')");
        File.WriteAllText(Path.Combine(_project.Folder, $"customers.{_project.Slot}.rows.part"), "1\tOs");
        _database.Do("INSERT INTO customers VALUES (2, 'Rome', 1)");
        _project.Feed();
        _project.WaitForCount(2);
        _database.Do("INSERT INTO customers VALUES (3, 'Bonn', 1)");
        _project.WaitForCount(3);
        _project.Events("changed_at").ShouldBe(["1|Oslo|1|insert", "2|Rome|1|insert", "3|Bonn|1|insert"]);
    }

    [Fact]
    public void FileWithTheRows_IsMissed_WhenSomeAreTaken()
    {
        _database.Do("INSERT INTO customers SELECT i, 'c', i FROM generate_series(1, 60000) i");
        _project.Feed();
        Eventually.So(() => _project.Count > 0, () => _project.Status.ToString());
        _project.Crash();
        Assert.SkipWhen(_project.Count == 60_000, "all rows were taken at once");
        foreach (var file in Directory.GetFiles(_project.Folder)) File.Delete(file);
        _project.Feed();
        _project.WaitFor("QRN6135");
    }

    [Fact]
    public void Publication_WithAConditionOnRows_HasNoOthers()
    {
        _database.Do("INSERT INTO customers VALUES (1, 'Oslo', 1), (2, 'Rome', 1)", "CREATE PUBLICATION quern_customers FOR TABLE customers WHERE (id > 1)");
        _project.Feed();
        _project.WaitForCount(1);
        _database.Do("INSERT INTO customers VALUES (-3, 'Bonn', 1), (3, 'Bonn', 1)");
        _project.WaitForCount(2);
        _project.Events("changed_at").ShouldBe(["2|Rome|1|insert", "3|Bonn|1|insert"]);
    }
}
