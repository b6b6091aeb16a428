using Quern.Definitions;
using Quern.Planning;
using Quern.Planning.Snapshots;

namespace Quern.Surface.Tests;

public sealed class DatabaseSourceTests
{
    [Fact]
    public void TablesAndQueries_KeepTheNameOfTheirConnection()
    {
        var sources = Sources(new Shop());
        (sources["orders"].Format, sources["orders"].Connection, sources["orders"].Location).ShouldBe((SourceFormat.Postgres, "warehouse", "sales.orders"));
        (sources["paid"].Format, sources["paid"].Connection, sources["paid"].Location).ShouldBe((SourceFormat.PostgresSql, "warehouse", "SELECT * FROM orders"));
        sources["files"].Connection.ShouldBeNull();
        sources.Values.Select(source => source.HasNumberedRows).ShouldBe([false, false, true]);
    }

    [Fact]
    public void WhatIsNoName_IsRefused_AndASecretIsNotRepeated()
    {
        var findings = RepositoryReader.Read(new Wrong()).Findings;
        findings.Select(finding => $"{finding.Code}: {finding.Message}").ShouldBe(
        [
            "QRN1085: source 'secret' does not give the name of a connection",
            "QRN1086: source 'table': 'a.b.c' is not the name of a table",
            "QRN1087: source 'query': its query is not one SELECT",
            "QRN1019: source 'old': AtVersion means nothing for a table of PostgreSQL",
        ], ignoreOrder: true);
        string.Join('\n', findings).ShouldNotContain("hunter2");
    }

    [Fact]
    public void QueryOverSources_CannotReadADatabase()
    {
        var (_, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(new Mixed()), new PlanOptions());
        var finding = findings.ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe(("QRN1088", "source 'joined': its query reads 'orders', whose rows are in PostgreSQL"));
    }

    [Fact]
    public void WhereRowsLie_IsNoMeaning_ButAQueryIs()
    {
        var file = View(() => new Place(source => Place.File(source)));
        var table = View(() => new Place(source => Place.Table("public.orders", source)));
        var query = View(() => new Place(source => Place.Query("SELECT * FROM orders", source)));
        var other = View(() => new Place(source => Place.Query("SELECT * FROM orders WHERE id > 0", source)));

        table.Hash.ShouldBe(file.Hash);
        new[] { file.Hash, query.Hash, other.Hash }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Plan_TellsWhereASourceMovesTo()
    {
        var before = Snapshot(new Place(source => Place.File(source)));
        var after = Snapshot(new Place(source => Place.Table("public.orders", source)));

        var change = RegistryDiff.Compare(before, after, new HashSet<string>()).Changes.ShouldHaveSingleItem();
        change.Details.ShouldBe(["format: parquet -> postgres", "location: x.parquet -> public.orders", "connection: none -> warehouse"], ignoreOrder: true);
        change.Consequences.ShouldBe(["view latest will read from elsewhere; stored values stay as they are until a backfill"]);
        SnapshotJson.Read(SnapshotJson.Write(after)).Sources.Single().Connection.ShouldBe("warehouse");
    }

    [Theory]
    [InlineData("orders", "public", "orders")]
    [InlineData("sales.Orders", "sales", "Orders")]
    [InlineData("sales.\"a.b \"\"c\"\"\"", "sales", "a.b \"c\"")]
    [InlineData("\"my schema\".orders", "my schema", "orders")]
    public void Name_IsReadAsItIs(string text, string schema, string name) => QualifiedName.Parse(text).ShouldBe(new(schema, name));

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a.b.c")]
    [InlineData("a.\"b")]
    [InlineData("a\"b\"")]
    [InlineData("\"\".a")]
    public void WhatIsNoName_IsNone(string text) => QualifiedName.Parse(text).ShouldBeNull();

    private static Dictionary<string, SourceDefinition> Sources(FeatureRepository repository)
    {
        var reading = RepositoryReader.Read(repository);
        reading.Findings.ShouldBeEmpty();
        return reading.Definition.Sources.ToDictionary(source => source.Name);
    }

    private static ViewEntry View(Func<FeatureRepository> repository) => Snapshot(repository()).Views.Single();

    private static RepositorySnapshot Snapshot(FeatureRepository repository) => SnapshotWriter.Of(RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions()).Plan!);

    internal sealed record Order
    {
        public long Id { get; init; }
        public DateTimeOffset At { get; init; }
    }

    internal sealed class Shop : FeatureRepository
    {
        public Source<Order> Orders => Postgres<Order>("warehouse", "sales.orders", source => source.EventTime(order => order.At));

        public Source<Order> Paid => PostgresSql<Order>("warehouse", "SELECT * FROM orders", source => source.EventTime(order => order.At));

        public Source<Order> Files => Parquet<Order>("x.parquet", source => source.EventTime(order => order.At));
    }

    internal sealed class Wrong : FeatureRepository
    {
        public Source<Order> Secret => Postgres<Order>("postgresql://quern:hunter2@db/shop", "orders", source => source.EventTime(order => order.At));

        public Source<Order> Table => Postgres<Order>("warehouse", "a.b.c", source => source.EventTime(order => order.At));

        public Source<Order> Query => PostgresSql<Order>("warehouse", "DELETE FROM orders RETURNING *", source => source.EventTime(order => order.At));

        public Source<Order> Old => Postgres<Order>("warehouse", "orders", source => source.EventTime(order => order.At).AtVersion(3));
    }

    internal sealed class Mixed : FeatureRepository
    {
        public Source<Order> Orders => Postgres<Order>("warehouse", "orders", source => source.EventTime(order => order.At));

        public Source<Order> Joined => Sql<Order>("SELECT * FROM orders", source => source.EventTime(order => order.At), [Orders]);
    }

    internal sealed class Place(Func<Func<SourceBuilder<Order>, SourceBuilder<Order>>, Source<Order>> orders) : FeatureRepository
    {
        public Entity Item => Entity("item", "Something");

        public Source<Order> Orders => orders(source => source.EventTime(order => order.At));

        public FeatureView Latest => Orders.By(Item, order => order.Id).Latest(order => new { order.At });

        internal static Source<Order> File(Func<SourceBuilder<Order>, SourceBuilder<Order>> configure) => Parquet("x.parquet", configure, "orders");

        internal static Source<Order> Table(string table, Func<SourceBuilder<Order>, SourceBuilder<Order>> configure) => Postgres("warehouse", table, configure, "orders");

        internal static Source<Order> Query(string query, Func<SourceBuilder<Order>, SourceBuilder<Order>> configure) => PostgresSql("warehouse", query, configure, "orders");
    }
}
