using Quern.Definitions;
using Quern.Time;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>Which rows a scan gives.</summary>
[Collection(PostgresTests.Name)]
public sealed class ScanTests : IDisposable
{
    private readonly Warehouse _warehouse;

    public ScanTests(PostgresCluster cluster)
    {
        _warehouse = new(cluster, threads: 3);
        _warehouse.Database.Do(RandomOrders.Table);
    }

    private static SourceDefinition Orders => Warehouse.SourceOf(OrderFeatures.InPostgres());

    [Theory]
    [InlineData("timestamptz")]
    [InlineData("timestamp")]
    [InlineData("date")]
    public void Interval_LeavesOutRows_ThatAreOutside_AndNoOther(string type)
    {
        _warehouse.Database.Do(
            $"ALTER TABLE orders ALTER COLUMN at TYPE {type}",
            "INSERT INTO orders SELECT i, 'c', 1, 1, true, NULL, '2024-05-01'::timestamp + i * interval '1 day' FROM generate_series(0, 9) i");
        var day = Instant.From(new(2024, 5, 3, 0, 0, 0, TimeSpan.Zero)).Microseconds;
        const long Day = 86_400_000_000;

        _warehouse.Scan(Orders, new(new(day), new(day + (2 * Day))), [0, 6]).Select(row => row[0]).ShouldBe("23");
        _warehouse.Scan(Orders, new(new(day - 1), new(day + 1)), [0, 6]).ShouldContain("2|2024-05-03T00:00:00Z");
        _warehouse.Scan(Orders, new(new(day + 1), new(day + Day)), [0, 6]).ShouldNotContain("4|2024-05-05T00:00:00Z");
        _warehouse.Scan(Orders, new(new(long.MinValue), new(long.MaxValue)), [0, 6]).Length.ShouldBe(10);
    }

    [Fact]
    public void EventTimeThatMayBeNull_IsNotLeftOut_SoThatItIsFound()
    {
        _warehouse.Database.Do("ALTER TABLE orders ALTER COLUMN at DROP NOT NULL", "INSERT INTO orders VALUES (1, 'c', 1, 1, true, NULL, NULL), (2, 'c', 1, 1, true, NULL, '2024-05-01')");

        _warehouse.Scan(Orders, new(new(0), new(1))).ShouldBeEmpty();
        _warehouse.BadRows.ShouldHaveSingleItem().Column.ShouldBe("at");
    }

    [Fact]
    public void NoField_IsAskedFor_RowsAreCounted()
    {
        RandomOrders.Fill(_warehouse.Database, RandomOrders.Make(new(1), 100));
        _warehouse.Scan(Orders, fields: []).ShouldBe(Enumerable.Repeat("", 100));
    }

    [Fact]
    public void LargeTable_IsReadByItsPages_EachRowOnce()
    {
        _warehouse.Database.Do("ALTER TABLE orders ALTER COLUMN shop TYPE text", "INSERT INTO orders SELECT i, 'c', 1, 1, true, repeat('x', 300), '2024-05-01' FROM generate_series(1, 60000) i", "DELETE FROM orders WHERE id BETWEEN 20000 AND 30000", "ANALYZE orders");

        _warehouse.Scan(Orders, fields: [0]).Select(long.Parse).Order().ShouldBe(Enumerable.Range(1, 60000).Where(id => id is < 20000 or > 30000).Select(id => (long)id));
    }

    [Fact]
    public void LongTexts_ComeWhole()
    {
        _warehouse.Database.Do("ALTER TABLE orders ALTER COLUMN shop TYPE text", "INSERT INTO orders SELECT i, 'c', 1, 1, true, repeat(chr(64 + i), 300000), '2024-05-01' FROM generate_series(1, 5) i");
        _warehouse.Scan(Orders, fields: [0, 5]).Select(row => row.Length).ShouldBe(Enumerable.Repeat(300_002, 5));
    }

    [Fact]
    public void ReaderStays_WithWhatItSawFirst()
    {
        RandomOrders.Fill(_warehouse.Database, RandomOrders.Make(new(2), 10));
        _warehouse.Scan(Orders, fields: [0]).Length.ShouldBe(10);

        _warehouse.Database.Do("INSERT INTO orders VALUES (99, 'c', 1, 1, true, NULL, '2024-05-01')", "DELETE FROM orders WHERE id < 5");

        _warehouse.Scan(Orders, fields: [0]).Length.ShouldBe(10);
        _warehouse.Renew();
        _warehouse.Scan(Orders, fields: [0]).Length.ShouldBe(7);
    }

    [Fact]
    public void Stopping_EndsTheQuery_AndTheReaderGoesOn()
    {
        var slow = Warehouse.SourceOf(OrderFeatures.InQuery("SELECT i AS id, 'c' AS customer, 1.0 AS amount, 1 AS items, true AS gift, NULL::text AS shop, now() AS at FROM generate_series(1, 3) i, pg_sleep(30)"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(300);

        Should.Throw<OperationCanceledException>(() => _warehouse.Scan(slow, stop: stop.Token));

        Eventually.So(() => _warehouse.Database.AskOne("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%pg_sleep%' AND state = 'active'") == "0", () => "the query goes on");
        _warehouse.Scan(Orders).ShouldBeEmpty();
    }

    [Fact]
    public void Estimate_ComesFromStatistics()
    {
        RandomOrders.Fill(_warehouse.Database, RandomOrders.Make(new(3), 5000));
        _warehouse.Database.Do("ANALYZE orders");

        _warehouse.Reader.EstimateRows(Orders).ShouldBe(5000);
        _warehouse.Reader.EstimateRows(Warehouse.SourceOf(OrderFeatures.InQuery("SELECT * FROM orders LIMIT 10"))).ShouldBe(10);
    }

    [Fact]
    public void Snapshot_ChangesWithTheRows_AndWithTheColumns_AndNotOtherwise()
    {
        RandomOrders.Fill(_warehouse.Database, RandomOrders.Make(new(4), 50));
        var query = Warehouse.SourceOf(OrderFeatures.InQuery("SELECT * FROM orders WHERE gift"));
        string Id(SourceDefinition source)
        {
            // What a connection did is counted when it ends.
            _warehouse.Database.Reconnect();
            _warehouse.Renew();
            return _warehouse.Reader.Snapshot(source).Id;
        }

        var (first, asked) = (Id(Orders), Id(query));
        Id(Orders).ShouldBe(first);

        _warehouse.Database.Do("UPDATE orders SET items = 1 WHERE id = 1");
        // What a reader says of its rows is of the state that it sees.
        _warehouse.Reader.Snapshot(Orders).Id.ShouldBe(first);
        Eventually.So(() => Id(Orders) != first && Id(query) != asked, () => "the change does not show");
        var second = Id(Orders);
        // The open transaction of a reader keeps the table from being altered.
        _warehouse.Renew();
        _warehouse.Database.Do("ALTER TABLE orders ADD COLUMN more int");
        Id(Orders).ShouldNotBe(second);
    }

    [Fact]
    public void ServerThatGoesAway_IsTold_AndAnotherReaderReads()
    {
        using var own = new PostgresCluster();
        using var warehouse = new Warehouse(own);
        warehouse.Database.Do(RandomOrders.Table);
        warehouse.Scan(Orders).ShouldBeEmpty();
        var snapshot = warehouse.Reader.Snapshot(Orders).Id;

        own.Kill();
        Should.Throw<QuernException>(() => warehouse.Scan(Orders)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN6501");
        own.Start();
        warehouse.Database.Reconnect();
        warehouse.Renew();
        warehouse.Scan(Orders).ShouldBeEmpty();
        // A crash ends counting.
        warehouse.Reader.Snapshot(Orders).Id.ShouldNotBe(snapshot);
    }

    public void Dispose() => _warehouse.Dispose();
}
