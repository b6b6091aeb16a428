using Quern.Definitions;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class NumberedScanTests
{
    [Theory]
    [InlineData(".csv")]
    [InlineData(".csv.gz")]
    public void Csv_TellsFileAndRow_PastLinesThatAreNoRows(string extension)
    {
        using var scratch = new SourceScratch();
        scratch.Write("a" + extension, "t,x\n2001-01-01,1\nbroken\n2001-01-01,3\n2001-01-01,four\n2001-01-01,5\nbroken,,\nbroken,,\n2001-01-01,8\n");
        scratch.Write("b" + extension, "t,x\n2001-01-01,1\n2001-01-01,2\n");

        var rows = scratch.Scan(SourceCases.Of(SourceFormat.Csv, "*" + extension, SourceCases.Required("x", ValueKind.Int64)), isNumbered: true);

        rows.Select(row => (row.File, row.Place + 1, row.Values[1].AsInt64())).ShouldBe(
            [("a" + extension, 1, 1), ("a" + extension, 3, 3), ("a" + extension, 5, 5), ("a" + extension, 8, 8), ("b" + extension, 1, 1), ("b" + extension, 2, 2)]);
        scratch.BadRows.Select(bad => (bad.File, bad.Row)).ShouldBe([("a" + extension, 2L), ("a" + extension, 4L), ("a" + extension, 6L), ("a" + extension, 7L)]);
    }

    [Fact]
    public void NdJson_TellsRow_BeyondTheFirstBatch()
    {
        const int Rows = 50_000;
        using var scratch = new SourceScratch();
        scratch.Write("x.ndjson", string.Concat(Enumerable.Range(1, Rows).Select(i => i == 7 ? "[]\n" : $"{{\"t\":\"2001-01-01\",\"x\":{i}}}\n")));

        var rows = scratch.Scan(SourceCases.Of(SourceFormat.NdJson, "x.ndjson", SourceCases.Required("x", ValueKind.Int64)), isNumbered: true);

        rows.Count.ShouldBe(Rows - 1);
        rows.ShouldAllBe(row => row.Place + 1 == row.Values[1].AsInt64());
    }

    [Fact]
    public void Parquet_TellsRow_WhereFewNeighboursAreTaken()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", "SELECT to_timestamp(i % 97) AS t, i AS x FROM range(10000) AS r(i)");

        var rows = scratch.Scan(
            SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Required("x", ValueKind.Int64)), new Interval(new(5_000_000), new(6_000_000)), isNumbered: true);

        rows.Count.ShouldBeGreaterThanOrEqualTo(104);
        rows.ShouldAllBe(row => row.Place == row.Values[1].AsInt64());
    }
}
