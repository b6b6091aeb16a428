using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class EmbeddingSourceTests
{
    private static readonly Field Embedding = new("x", "x", ValueKind.Embedding, true, Dimensions: 2);

    [Theory]
    [InlineData("[0.1, -2]::FLOAT[]", "[0.1, -2]")]
    [InlineData("[0.1, -2]::DOUBLE[]", "[0.1, -2]")]
    [InlineData("[0.1, -2]::FLOAT[2]", "[0.1, -2]")]
    [InlineData("[0.5, -2]::DECIMAL(10,2)[]", "[0.5, -2]")]
    [InlineData("[7, -2]::BIGINT[]", "[7, -2]")]
    [InlineData("NULL::FLOAT[]", "null")]
    public void Parquet_OfListsOfNumbers_IsRead(string sql, string expected)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT TIMESTAMP '2001-01-01' AS t, {sql} AS x");
        var source = SourceCases.Of(SourceFormat.Parquet, "x.parquet", Embedding);

        scratch.Reader.Check(source).ShouldBeEmpty();
        scratch.Scan(source).ShouldHaveSingleItem().Values[1].ToString().ShouldBe(expected);
        scratch.BadRows.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'[0.1, -2]'")]
    [InlineData("['a', 'b']")]
    [InlineData("[[0.1], [0.2]]::FLOAT[][]")]
    [InlineData("0.1::FLOAT")]
    public void Parquet_OfAnotherType_IsFoundAtPlan(string sql)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT TIMESTAMP '2001-01-01' AS t, {sql} AS x");

        scratch.Reader.Check(SourceCases.Of(SourceFormat.Parquet, "x.parquet", Embedding)).ShouldHaveSingleItem().Message.ShouldContain("Embedding", Case.Insensitive);
    }

    [Theory]
    [InlineData("[0.1]::FLOAT[]", "it is not an embedding of 2 numbers")]
    [InlineData("[0.1, 2, 3]::DOUBLE[]", "it is not an embedding of 2 numbers")]
    [InlineData("[0.1, NULL]::FLOAT[]", "a number in it is null")]
    public void Parquet_WithAnEmbeddingThatIsNone_IsABadRow(string sql, string reason)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT TIMESTAMP '2001-01-01' + INTERVAL (i) DAY AS t, CASE WHEN i = 1 THEN {sql} ELSE [1, i] END AS x FROM range(3) r(i)");

        scratch.Scan(SourceCases.Of(SourceFormat.Parquet, "x.parquet", Embedding)).Select(row => row.Values[1].ToString()).ShouldBe(["[1, 0]", "[1, 2]"]);
        var bad = scratch.BadRows.ShouldHaveSingleItem();
        (bad.Column, bad.Reason).ShouldBe(("x", reason));
    }

    [Fact]
    public void Csv_AndNdJson_AreReadFromBrackets_AndWhatIsNoEmbeddingIsABadRow()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.csv", "t,x\n2001-01-01,\"[0.1, -2e3]\"\n2001-01-02,\n2001-01-03,[1]\n2001-01-04,\"[1,]\"\n2001-01-05,\"[1, 1e39]\"\n2001-01-06,1\n2001-01-07,\"[1, two]\"\n");
        scratch.Write("x.ndjson", """
            {"t":"2001-01-01","x":[0.1,-2e3]}
            {"t":"2001-01-02","x":null}
            {"t":"2001-01-03","x":[1]}
            {"t":"2001-01-04","x":[1,null]}
            """);

        scratch.Scan(SourceCases.Of(SourceFormat.Csv, "x.csv", Embedding)).Select(row => row.Values[1].ToString()).ShouldBe(["[0.1, -2000]", "null"]);
        scratch.BadRows.Select(bad => $"{bad.Value}: {bad.Reason}").ShouldBe(
        [
            "[1]: it is not an embedding of 2 numbers", "[1,]: it ends with a comma", "[1, 1e39]: it does not fit a real of 32 bits", "1: it is not a list of numbers in brackets", "[1, two]: it is not a number",
        ]);
        scratch.BadRows.Clear();
        scratch.Scan(SourceCases.Of(SourceFormat.NdJson, "x.ndjson", Embedding)).Select(row => row.Values[1].ToString()).ShouldBe(["[0.1, -2000]", "null"]);
        scratch.BadRows.Count.ShouldBe(2);
    }
}
