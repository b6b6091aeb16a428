using Quern.Definitions;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>Which rows a scan for some keys gives.</summary>
[Collection(PostgresTests.Name)]
public sealed class KeyScanTests : IDisposable
{
    private const int Id = 0, Customer = 1, Items = 3, Shop = 5;
    private readonly Warehouse _warehouse;

    public KeyScanTests(PostgresCluster cluster)
    {
        _warehouse = new(cluster);
        _warehouse.Database.Do(RandomOrders.Table);
    }

    private static SourceDefinition Orders => Warehouse.SourceOf(OrderFeatures.InPostgres());

    [Theory]
    [InlineData("c7")]
    [InlineData("it's")]
    [InlineData("back\\slash, \"quoted\" {and} 'more' \\' ")]
    [InlineData("Zürich ☃ 😀")]
    [InlineData("")]
    public void Rows_OfOtherKeys_StayInTheDatabase(string key)
    {
        Fill(20_000);
        _warehouse.Database.Do("UPDATE orders SET customer = $q$" + key + "$q$ WHERE id IN (5, 17000)", "ANALYZE orders");

        var rows = _warehouse.Scan(Orders, fields: [Id, Customer], keys: [Wanted(Customer, key, "not there", "with\0nothing")]);

        rows.ShouldBe(_warehouse.Database.Ask("SELECT id FROM orders WHERE customer = $q$" + key + "$q$").Select(id => $"{id}|{key}").Order(StringComparer.Ordinal));
        rows.Length.ShouldBeInRange(2, 100);
        _warehouse.Reader.EstimateRows(Orders, [Wanted(Customer, key)]).ShouldBeLessThan(1_000);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void KeysOfSeveralParts_AndOfSeveralViews_NeverLoseARow(int seed)
    {
        var random = new Random(seed);
        RandomOrders.Fill(_warehouse.Database, RandomOrders.Make(random, 3_000));
        _warehouse.Database.Do("UPDATE orders SET items = items % 50", "ANALYZE orders");
        string[] customers = [.. Enumerable.Range(0, 2).Select(_ => $"c{random.Next(22)}")], shops = ["a", "nowhere"];
        long[] items = [random.Next(50), long.MaxValue];
        WantedKeys pair = new([Customer, Items], [[.. customers.Distinct().Select(Value.Of)], [.. items.Select(Value.Of)]]);

        var rows = _warehouse.Scan(Orders, fields: [Id, Customer, Items, Shop], keys: [pair, Wanted(Shop, shops)]);

        rows.Length.ShouldBeLessThan(3_000, $"seed {seed}");
        _warehouse.Database.Ask($"SELECT id FROM orders WHERE (customer IN ('{customers[0]}', '{customers[1]}') AND items = {items[0]}) OR shop = 'a'").Select(id => $"{id}")
            .Except(rows.Select(row => row.Split('|')[0])).ShouldBeEmpty($"seed {seed}");
    }

    [Theory]
    [InlineData("char(4)")]
    [InlineData("varchar(9)")]
    [InlineData("uuid", "00000000-0000-0000-0000-00000000000c")]
    public void ColumnsOfOtherTypes_GiveNoFewerRows(string type, string key = "c1")
    {
        Fill(5_000);
        _warehouse.Database.Do(type == "uuid" ? "UPDATE orders SET customer = '00000000-0000-0000-0000-00000000000c'" : "UPDATE orders SET customer = 'c1' WHERE id % 100 = 0", $"ALTER TABLE orders ALTER COLUMN customer TYPE {type} USING customer::{type}", "ANALYZE orders");
        _warehouse.Scan(Orders, fields: [Id, Customer], keys: [Wanted(Customer, key)]).Length.ShouldBe(type.StartsWith("varchar", StringComparison.Ordinal) ? _warehouse.Database.Ask("SELECT 1 FROM orders WHERE customer = 'c1'").Count() : 5_000);
    }

    [Fact]
    public void NullThatMayNotBe_IsFound_WhateverIsAskedFor()
    {
        Fill(5_000);
        _warehouse.Database.Do("ALTER TABLE orders ALTER COLUMN customer DROP NOT NULL", "UPDATE orders SET customer = NULL WHERE id = 9", "ANALYZE orders");

        _warehouse.Scan(Orders, fields: [Id, Customer], keys: [Wanted(Customer, "not there")]).ShouldBeEmpty();

        _warehouse.BadRows.ShouldHaveSingleItem().Column.ShouldBe("customer");
    }

    [Fact]
    public void TrainingSet_OfFewCustomers_ReadsTheirRowsAlone_AndIsWhatItIsFromAllRows()
    {
        Fill(20_000);
        _warehouse.Database.Do("ANALYZE orders");
        var (times, names) = (new Int64Column(ValueKind.Timestamp), new TextColumn(new StringPool()));
        foreach (var name in (string[])["c7", "c8", "c7", "nobody"])
        {
            times.Append(Instant.From(RandomOrders.Start.AddDays(1)).Microseconds);
            names.Append(System.Text.Encoding.UTF8.GetBytes(name));
        }

        var service = OrderFeatures.InPostgres().Plan().Services["checkout"];
        HistoryResult Compute(ISourceReader reader) =>
            new HistoryEngine(reader, new(2, 1 << 28)).Compute(new(service, times, [names], [], false, new(BadRowPolicy.Fail)), null, TestContext.Current.CancellationToken);
        var (few, all) = (Compute(_warehouse.Reader), Compute(new Whole(_warehouse.Reader)));

        (few.EventsRead, all.EventsRead).ShouldBe((40, 20_000));
        foreach (var (read, other) in few.Reads.Zip(all.Reads))
            foreach (var (column, twin) in read.Zip(other))
                for (var row = 0; row < times.Count; row++)
                    column[row].Bits.ShouldBe(twin[row].Bits);
    }

    public void Dispose() => _warehouse.Dispose();

    private static WantedKeys Wanted(int field, params string[] keys) => new([field], [[.. keys.Select(Value.Of)]]);

    // A thousand customers with as many orders each.
    private void Fill(int rows) => _warehouse.Database.Do(
        $"INSERT INTO orders SELECT i, 'c' || i % 1000, i, i % 7, true, NULL, '2024-05-01'::timestamptz + i * interval '1 second' FROM generate_series(1, {rows}) i", "CREATE INDEX ON orders (customer)");

    /// <summary>A reader that leaves nothing out.</summary>
    private sealed class Whole(ISourceReader reader) : ISourceReader
    {
        public IReadOnlyList<Finding> Check(SourceDefinition source) => reader.Check(source);

        public SourceSnapshot Snapshot(SourceDefinition source) => reader.Snapshot(source);

        public long EstimateRows(SourceDefinition source) => reader.EstimateRows(source);

        public void Scan(ScanRequest request, IScanSink sink, CancellationToken cancellation) => reader.Scan(request with { Keys = null }, sink, cancellation);
    }
}
