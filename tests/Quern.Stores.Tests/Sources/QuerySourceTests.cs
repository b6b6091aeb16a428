using Quern.Definitions;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class QuerySourceTests
{
    [Fact]
    public void Query_OverParquetCsvNdJsonAndAQuery_SeesThemAsTables()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("p.parquet", "SELECT TIMESTAMP '2001-01-01' + to_days(i::INTEGER) AS t, i AS k FROM range(4) r(i)");
        scratch.Write("c.csv", "k,code\n1,007\n2,008\n3,009\n");
        scratch.Write("j.ndjson", "{\"k\":2,\"w\":0.5}\n{\"k\":3,\"w\":1.5}\n");
        var source = Query(
            "-- joined\nSELECT q.t, q.code, w FROM q JOIN lines USING (k);",
            Named("lines", SourceCases.Of(SourceFormat.NdJson, "j.ndjson")),
            Query(
                "SELECT * FROM days JOIN \"codes\" USING (k)",
                Named("days", SourceCases.Of(SourceFormat.Parquet, "p.parquet")),
                Named("codes", SourceCases.Of(SourceFormat.Csv, "c.csv", SourceCases.Nullable("code", ValueKind.String)))) with { Name = "q" });

        scratch.Reader.Check(source).ShouldBeEmpty();
        scratch.Scan(source).Select(row => string.Join('|', row.Values)).Order().ShouldBe(["2001-01-03T00:00:00Z|008|0.5", "2001-01-04T00:00:00Z|009|1.5"]);
        scratch.Reader.Snapshot(source).Files.Select(file => file.Path).ShouldBe(["c.csv", "j.ndjson", "p.parquet"]);
        scratch.Reader.EstimateRows(source).ShouldBe(4 + 4 + 2);
    }

    [Theory]
    [InlineData("DROP TABLE x", "QRN3027")]
    [InlineData("COPY (SELECT 1) TO 'stolen.csv'", "QRN3027")]
    [InlineData("SELECT 1; DROP TABLE x", "QRN3028")]
    [InlineData("SELECT 1) TO 'stolen.csv' --", "QRN3028")]
    [InlineData("WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a", "QRN3028")]
    [InlineData("SELECT no_such FROM range(3)", "QRN3028")]
    public void Query_ThatIsNoPlainSelect_IsRefused(string sql, string code)
    {
        using var scratch = new SourceScratch();

        scratch.Reader.Check(Query(sql)).ShouldHaveSingleItem().Code.ShouldBe(code);
        Directory.GetFiles(scratch.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void Query_ThatDoesNotBind_ShowsTheSpot()
    {
        using var scratch = new SourceScratch();

        var finding = scratch.Reader.Check(Query("SELECT now() AS t,\n  nmae AS x FROM (SELECT 'a' AS name)")).ShouldHaveSingleItem();

        finding.Detail!.ShouldContain("LINE 2:   nmae AS x");
        finding.Detail!.ShouldContain("^");
    }

    [Fact]
    public void Query_WithARowThatDoesNotFit_NamesIt()
    {
        using var scratch = new SourceScratch();
        var source = Query("SELECT TIMESTAMP '2001-01-01' AS t, CASE WHEN i < 2 THEN 'a' END AS code, 0.5 AS w FROM range(3) r(i)") with { };
        source = source with { Schema = source.Schema with { Fields = [source.Schema.Fields[0], SourceCases.Required("code", ValueKind.String), source.Schema.Fields[2]] } };

        scratch.Scan(source).Count.ShouldBe(2);
        scratch.BadRows.ShouldHaveSingleItem().Column.ShouldBe("code");
    }

    private static SourceDefinition Named(string name, SourceDefinition source) => source with { Name = name };

    private static SourceDefinition Query(string sql, params SourceDefinition[] inputs) =>
        SourceCases.Of(SourceFormat.Sql, sql, SourceCases.Nullable("code", ValueKind.String), SourceCases.Nullable("w", ValueKind.Float64)) with { Inputs = inputs };
}
