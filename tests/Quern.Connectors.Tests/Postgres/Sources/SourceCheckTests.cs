using Quern.Connectors.Postgres.Sources;
using Quern.Definitions;

namespace Quern.Connectors.Tests.Postgres.Sources;

/// <summary>What a plan says of a source that does not fit its database, or cannot be reached.</summary>
[Collection(PostgresTests.Name)]
public sealed class SourceCheckTests(PostgresCluster cluster) : IDisposable
{
    private readonly Warehouse _warehouse = new(cluster);

    private static SourceDefinition Orders => Warehouse.SourceOf(OrderFeatures.InPostgres());

    [Fact]
    public void TableThatFits_HasNothingToSay()
    {
        _warehouse.Database.Do(RandomOrders.Table);
        _warehouse.Reader.Check(Orders).ShouldBeEmpty();
    }

    [Fact]
    public void ColumnsThatChangedOvernight_AreAllFoundAtOnce()
    {
        _warehouse.Database.Do(RandomOrders.Table, "ALTER TABLE orders ALTER COLUMN items TYPE text, ALTER COLUMN id TYPE numeric, RENAME COLUMN shop TO shops".Replace(", RENAME", "; ALTER TABLE orders RENAME", StringComparison.Ordinal));

        var findings = _warehouse.Reader.Check(Orders);

        findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(
        [
            "QRN6507 source 'orders': column 'id' is numeric, which Order.Id (int64) cannot take",
            "QRN6507 source 'orders': column 'items' is text, which Order.Items (int32) cannot take",
            "QRN6506 source 'orders' has no column 'shop' (Order.Shop, string)",
        ]);
        findings[0].Hint.ShouldBe("Declare Order.Id as double, or convert the column in a query: PostgresSql<T>(…).");
        findings[2].Hint.ShouldBe("Did you mean 'shops'? Then write [Column(\"shops\")] on Order.Shop.");
        Should.Throw<QuernException>(() => _warehouse.Scan(Orders)).Findings.Count.ShouldBe(3);
    }

    [Fact]
    public void ColumnThatMayBeNull_WarnsWhereTheRecordDoesNotAdmitIt()
    {
        _warehouse.Database.Do(RandomOrders.Table, "ALTER TABLE orders ALTER COLUMN customer DROP NOT NULL", "ALTER TABLE orders ALTER COLUMN gift DROP NOT NULL");

        var finding = _warehouse.Reader.Check(Orders).ShouldHaveSingleItem();
        (finding.Code, finding.Severity, finding.Message).ShouldBe(("QRN6508", Severity.Warning, "source 'orders': the table admits nulls where 'Order' does not: customer, gift"));
    }

    [Fact]
    public void TableThatIsNotThere_IsNamed_WithTheNearest()
    {
        _warehouse.Database.Do("CREATE SCHEMA sales", RandomOrders.Table.Replace("orders", "sales.orders", StringComparison.Ordinal));

        var finding = _warehouse.Reader.Check(Warehouse.SourceOf(OrderFeatures.InPostgres("sale.orders"))).ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN6505");
        finding.Message.ShouldStartWith("source 'orders': there is no table 'sale.orders' in '127.0.0.1:");
        finding.Hint.ShouldBe("did you mean 'sales.orders'?");
        _warehouse.Reader.Check(Warehouse.SourceOf(OrderFeatures.InPostgres("sales.orders"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere", "QRN6509", "42P01: relation \"nowhere\" does not exist")]
    [InlineData("SELECT 1 AS id FRUM orders", "QRN6509", "42601: syntax error at or near \"FRUM\"")]
    [InlineData("SELECT * FROM orders; DROP TABLE orders", "QRN6509", "42601: syntax error at or near \";\"")]
    [InlineData("SELECT o.*, p.shop FROM orders o JOIN orders p USING (id)", "QRN6509", "Column 'shop' comes more than once.")]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone", "QRN6511", "0A000: WITH clause containing a data-modifying statement must be at the top level")]
    public void QueryThatIsNone_IsRefused_InTheServersWords(string query, string code, string detail)
    {
        _warehouse.Database.Do(RandomOrders.Table);
        var finding = _warehouse.Reader.Check(Warehouse.SourceOf(OrderFeatures.InQuery(query))).ShouldHaveSingleItem();
        (finding.Code, finding.Detail).ShouldBe((code, detail));
        _warehouse.Database.AskOne("SELECT count(*) FROM orders").ShouldBe("0");
    }

    [Fact]
    public void Query_IsCheckedLikeATable()
    {
        _warehouse.Database.Do(RandomOrders.Table);
        _warehouse.Reader.Check(Warehouse.SourceOf(OrderFeatures.InQuery("SELECT o.* FROM orders o WHERE gift -- and no more"))).ShouldBeEmpty();
        _warehouse.Reader.Check(Warehouse.SourceOf(OrderFeatures.InQuery("SELECT id, customer, amount::text, items, gift, shop, at FROM orders;"))).ShouldHaveSingleItem().Message
            .ShouldBe("source 'orders': column 'amount' is text, which Order.Amount (float64) cannot take");
    }

    [Fact]
    public void UserWhoMayNotRead_IsTold_WhatToGrant()
    {
        _warehouse.Database.Do(RandomOrders.Table, "DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        using var reader = Warehouse.NewReader(cluster.ConnectionTo(_warehouse.Database.Name, "reader"));

        var finding = reader.Check(Orders).ShouldHaveSingleItem();
        (finding.Code, finding.Hint).ShouldBe(("QRN6504", "GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON public.orders TO reader;"));

        _warehouse.Database.Do("GRANT SELECT (id, customer, amount, items, gift, at) ON orders TO reader");
        reader.Check(Orders).ShouldHaveSingleItem().Hint.ShouldBe("GRANT SELECT (shop) ON public.orders TO reader;");
        Warehouse.Scan(reader, Orders, null, [0], []).ShouldBeEmpty();
    }

    [Fact]
    public void WrongPassword_IsTold_WithoutThePassword()
    {
        _warehouse.Database.Do("DO $$ BEGIN CREATE ROLE locked LOGIN PASSWORD 'right'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        using var reader = Warehouse.NewReader(cluster.ConnectionTo(_warehouse.Database.Name, "locked", "hunter2"));

        var finding = reader.Check(Orders).ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN6502", "source 'orders': the PostgreSQL server does not let us in"));
        finding.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=quern;Timeout=2", "QRN6501", "the PostgreSQL server does not answer")]
    [InlineData("SSL", "QRN6503", "the PostgreSQL server and the connection do not agree on TLS")]
    [InlineData("gone", "QRN6502", "the PostgreSQL server does not let us in")]
    public void ServerThatCannotBeReached_IsTold(string connection, string code, string message)
    {
        using var reader = Warehouse.NewReader(connection switch { "SSL" => _warehouse.Database.Connection + ";SSL Mode=Require", "gone" => cluster.ConnectionTo("gone"), _ => connection });

        var finding = reader.Check(Orders).ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe((code, $"source 'orders': {message}"));
        Should.Throw<QuernException>(() => reader.EstimateRows(Orders)).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
        Should.Throw<QuernException>(() => Warehouse.Scan(reader, Orders, null, null, [])).Findings.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void ConnectionThatNobodyKnows_IsNamed()
    {
        using var reader = new PostgresSourceReader(new Dictionary<string, Quern.Connectors.Postgres.PostgresConnection> { ["lake"] = new("env:QUERN_NO_SUCH_VARIABLE", "connections.lake.postgres") }, 1);

        var finding = reader.Check(Orders).ShouldHaveSingleItem();
        (finding.Code, finding.Detail).ShouldBe(("QRN6500", "They have: lake."));
        reader.Check(Orders with { Connection = "lake" }).ShouldHaveSingleItem().Code.ShouldBe("QRN6103");
    }

    public void Dispose() => _warehouse.Dispose();
}
