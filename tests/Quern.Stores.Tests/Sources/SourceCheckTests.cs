using Quern.Definitions;
using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class SourceCheckTests
{
    private static readonly Field[] Fields = [SourceCases.Required("amount", ValueKind.Int64), SourceCases.Required("customer_id", ValueKind.String)];

    [Fact]
    public void Check_OfASourceWithManyFaults_FindsAllAtOnce()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", "SELECT 1::BIGINT AS t, 0.5::DOUBLE AS amount, 'a' AS custmer_id");

        var findings = scratch.Reader.Check(SourceCases.Of(SourceFormat.Parquet, "x.parquet", Fields));

        findings.Select(finding => finding.ToString()).ShouldBe(
        [
            """
            error QRN3024: source 'events': column 't' is BIGINT, which Row.Time (timestamp) cannot take
              The columns of 'x.parquet': t (BIGINT), amount (DOUBLE), custmer_id (VARCHAR).
              hint: If it counts units since 1970, say which: [Column(Epoch = EpochUnit.Milliseconds)] on Row.Time.
            """,
            """
            error QRN3024: source 'events': column 'amount' is DOUBLE, which Row.amount (int64) cannot take
              The columns of 'x.parquet': t (BIGINT), amount (DOUBLE), custmer_id (VARCHAR).
              hint: Declare Row.amount as double, or convert the column in a SQL source.
            """,
            """
            error QRN3023: source 'events' has no column 'customer_id' (Row.customer_id, string)
              The columns of 'x.parquet': t (BIGINT), amount (DOUBLE), custmer_id (VARCHAR).
              hint: Did you mean 'custmer_id'? Then write [Column("custmer_id")] on Row.customer_id.
            """,
        ]);
    }

    [Theory]
    [InlineData("0.5::DOUBLE", ValueKind.Int64)]
    [InlineData("0.5::DOUBLE", ValueKind.Float32)]
    [InlineData("1::BIGINT", ValueKind.Int32)]
    [InlineData("1::INTEGER", ValueKind.String)]
    [InlineData("'2001-01-01'", ValueKind.Timestamp)]
    [InlineData("1::INTEGER", ValueKind.Boolean)]
    [InlineData("[1, 2]", ValueKind.Int64)]
    [InlineData("'a'::BLOB", ValueKind.String)]
    [InlineData("TIME '08:00:00'", ValueKind.Timestamp)]
    public void Check_OfATypeThatWouldLoseOrGuess_Finds(string sql, ValueKind kind)
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("x.parquet", $"SELECT now() AS t, {sql} AS x");

        scratch.Reader.Check(SourceCases.Of(SourceFormat.Parquet, "x.parquet", SourceCases.Required("x", kind))).ShouldHaveSingleItem().Code.ShouldBe("QRN3024");
    }

    [Theory]
    [InlineData(SourceFormat.Parquet, "absent.parquet", "QRN3020")]
    [InlineData(SourceFormat.Csv, "no/such/*.csv", "QRN3021")]
    [InlineData(SourceFormat.Csv, ".", "QRN3020")]
    [InlineData(SourceFormat.Parquet, "text.csv", "QRN3022")]
    [InlineData(SourceFormat.Csv, "empty.csv", "QRN3022")]
    [InlineData(SourceFormat.Csv, "doubled.csv", "QRN3026")]
    [InlineData(SourceFormat.Csv, "differ*.csv", "QRN3025")]
    [InlineData(SourceFormat.Csv, "wrong.csv", "QRN3024")]
    [InlineData(SourceFormat.NdJson, "wrong.ndjson", "QRN3024")]
    public void Check_OfFilesThatCannotBeRead_SaysWhy(SourceFormat format, string location, string code)
    {
        using var scratch = new SourceScratch();
        scratch.Write("text.csv", "t,amount,customer_id\n");
        scratch.Write("empty.csv", "");
        scratch.Write("doubled.csv", "t,amount,customer_id,t\n");
        scratch.Write("differ1.csv", "t,amount,customer_id\n");
        scratch.Write("differ2.csv", "amount,t,customer_id\n");
        scratch.Write("wrong.csv", "t,amount,customer_id\n2001-01-01,low,a\n2001-01-01,,b\n");
        scratch.Write("wrong.ndjson", "{\"t\":\"2001-01-01\",\"amount\":0.5,\"customer_id\":\"a\"}\n");

        scratch.Reader.Check(SourceCases.Of(format, location, Fields)).ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Check_OfFilesWithDifferentTypes_FindsThemAndScanRefuses()
    {
        using var scratch = new SourceScratch();
        scratch.Parquet("a.parquet", "SELECT now() AS t, 1::BIGINT AS x");
        scratch.Parquet("b.parquet", "SELECT now() AS t, 0.5::DOUBLE AS x");
        scratch.Parquet("c.parquet", "SELECT now() AS t");
        var source = SourceCases.Of(SourceFormat.Parquet, "?.parquet", SourceCases.Required("x", ValueKind.Int64));

        scratch.Reader.Check(source).Select(finding => finding.Detail).ShouldBe(["It is BIGINT in 'a.parquet' and DOUBLE in 'b.parquet'.", "It is BIGINT in 'a.parquet' and missing in 'c.parquet'."]);
        Should.Throw<QuernException>(() => scratch.Scan(source)).Findings.Count.ShouldBe(2);
    }

    [Fact]
    public void Check_OfASparseMemberOfNdJson_OnlyWarns()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.ndjson", "{\"t\":\"2001-01-01\"}\n");
        var source = SourceCases.Of(SourceFormat.NdJson, "x.ndjson", SourceCases.Nullable("x", ValueKind.Int64));

        scratch.Reader.Check(source).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
        scratch.Scan(source).ShouldHaveSingleItem().Values[1].IsNull.ShouldBeTrue();
    }
}
