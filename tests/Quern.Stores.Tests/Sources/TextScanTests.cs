using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Stores.Tests.Sources;

public sealed class TextScanTests
{
    [Theory]
    [InlineData("x.csv")]
    [InlineData("x.csv.gz")]
    public void Csv_OfEveryKind_IsReadAsDeclared(string file)
    {
        using var scratch = new SourceScratch();
        scratch.Write(file, "t,b,i,l,f,d,s,more\r\n2001-01-01,true,7,12.0,0.1,1e3,\"a, \"\"b\"\"\nc\",x\r\n2001-01-02T00:00:00+01:00,,,,,,,\r\n");

        var rows = scratch.Scan(EveryKind(SourceFormat.Csv, file));

        rows.Select(row => string.Join('|', row.Values)).Order().ShouldBe(
            ["2001-01-01T00:00:00Z|true|7|12|0.1|1000|a, \"b\"\nc", "2001-01-01T23:00:00Z|null|null|null|null|null|null"]);
        rows.ShouldAllBe(row => row.File == file);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Csv_WithAnotherDelimiterInItsHeader_IsSplitByIt(string delimiter)
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.csv", $"\uFEFFt{delimiter}s\n2001-01-01{delimiter}a,b\n");

        scratch.Scan(SourceCases.Of(SourceFormat.Csv, "x.csv", SourceCases.Required("s", ValueKind.String))).ShouldHaveSingleItem().Values[1].AsText().ShouldBe("a,b");
    }

    [Fact]
    public void NdJson_OfEveryKind_IsReadAsDeclared()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.ndjson", """
            {"t":"2001-01-01","b":true,"i":7,"l":"12","f":0.1,"d":1e3,"s":"a \"b\" ü"}

            {"t":"2001-01-02T00:00:00+01:00","b":null,"s":null}
            {"t":"2001-01-03","s":{"k":[1]}}
            """);

        var rows = scratch.Scan(EveryKind(SourceFormat.NdJson, "x.ndjson"));

        rows.Select(row => string.Join('|', row.Values)).Order().ShouldBe(
        [
            "2001-01-01T00:00:00Z|true|7|12|0.1|1000|a \"b\" ü", "2001-01-01T23:00:00Z|null|null|null|null|null|null", "2001-01-03T00:00:00Z|null|null|null|null|null|{\"k\":[1]}",
        ]);
    }

    [Fact]
    public void Csv_OfEpochNumbers_GivesInstants()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.csv", "t\n1701326479347\n");
        var source = SourceCases.Of(new Field("t", "Time", ValueKind.Timestamp, false, EpochUnit.Milliseconds), SourceFormat.Csv, "x.csv");

        scratch.Scan(source).ShouldHaveSingleItem().Values[0].ToString().ShouldBe("2023-11-30T06:41:19.347Z");
    }

    [Theory]
    [InlineData(SourceFormat.Csv, "x.csv")]
    [InlineData(SourceFormat.Csv, "x.csv.gz")]
    [InlineData(SourceFormat.NdJson, "x.ndjson")]
    public void BadValues_AmongManyRows_AreNamedByRowAndLeftOut(SourceFormat format, string file)
    {
        const int Rows = 60_000;
        using var scratch = new SourceScratch();
        string Line(int i)
        {
            var x = i switch { 41_000 => "twelve", 50_000 => "99999999999999999999", _ => i.ToString() };
            var t = i == 59_999 ? "2001-02-30" : "2001-02-03";
            return format == SourceFormat.Csv ? $"{t},{x}" : $"{{\"t\":\"{t}\",\"x\":{(x == "twelve" ? "\"twelve\"" : x)}}}";
        }

        scratch.Write(file, (format == SourceFormat.Csv ? "t,x\n" : "") + string.Join('\n', Enumerable.Range(0, Rows).Select(Line)) + "\n");
        var source = SourceCases.Of(format, file, SourceCases.Required("x", ValueKind.Int64));

        var rows = scratch.Scan(source);

        rows.Sum(row => row.Values[1].AsInt64()).ShouldBe(((long)Rows * (Rows - 1) / 2) - 41_000 - 50_000 - 59_999);
        scratch.BadRows.Select(bad => (bad.File, bad.Row, bad.Column, bad.Value)).ShouldBe(
            [(file, 41_001L, "x", "twelve"), (file, 50_001L, "x", "99999999999999999999"), (file, 60_000L, "t", "2001-02-30")]);
    }

    [Fact]
    public void BadRows_UnderFail_FailWithAllOfThem()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.csv", "t,x\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"2001-01-01,{(i % 2 == 0 ? "x" : "1")}\n")) + "2001-01-01,\n");
        var badRows = new BadRows(BadRowPolicy.Fail);

        scratch.Reader.Scan(new(SourceCases.Of(SourceFormat.Csv, "x.csv", SourceCases.Required("x", ValueKind.Int64)), [0, 1], null, badRows), new Nobody(), TestContext.Current.CancellationToken);

        badRows.Count.ShouldBe(16);
        Should.Throw<QuernException>(badRows.ThrowIfFailed).Findings[0].Message.ShouldBe("source 'events', file 'x.csv', row 1: x is 'x': it is not a whole number of 64 bits");
    }

    [Theory]
    [InlineData("x.csv")]
    [InlineData("x.csv.gz")]
    public void Csv_WithBrokenLines_NamesThem(string file)
    {
        using var scratch = new SourceScratch();
        scratch.Write(file, "t,x\n2001-01-01,1\n2001-01-02\n2001-01-03,3,4\nnever,5\n2001-01-05,5\n");

        var rows = scratch.Scan(SourceCases.Of(SourceFormat.Csv, file, SourceCases.Required("x", ValueKind.Int64)));

        rows.Select(row => row.Values[1].AsInt64()).Order().ShouldBe([1, 5]);
        scratch.BadRows.Select(bad => (bad.Row, bad.Column, bad.Value)).ShouldBe([(2, "line 3", "2001-01-02"), (3, "line 4", "2001-01-03,3,4"), (4, "t", "never")]);
        scratch.BadRows[0].Reason.ShouldBe("Expected Number of Columns: 2 Found: 1");
    }

    [Fact]
    public void NdJson_WithMalformedLines_NamesThem()
    {
        using var scratch = new SourceScratch();
        scratch.Write("x.ndjson", "{\"t\":\"2001-01-01\",\"x\":1}\n{\"t\":\n[1]\n{\"t\":\"2001-01-04\",\"x\":4}\n");

        var rows = scratch.Scan(SourceCases.Of(SourceFormat.NdJson, "x.ndjson", SourceCases.Required("x", ValueKind.Int64)));

        rows.Select(row => row.Values[1].AsInt64()).Order().ShouldBe([1, 4]);
        scratch.BadRows.Select(bad => (bad.Row, bad.Column, bad.Value)).ShouldBe([(2, "the line", "(malformed)"), (3, "the line", "[1]")]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60_000)]
    public void Csv_WithALineThatIsNotUtf8_NamesItAndGoesOn(int rows)
    {
        using var scratch = new SourceScratch();
        var bad = rows - 1;
        byte[][] lines = [.. Enumerable.Range(1, rows).Select(row => row == bad ? (byte[])[.. "2001-01-01,"u8, 0xE9, (byte)'\n'] : [.. "2001-01-01,\u00E9\n"u8])];
        File.WriteAllBytes(Path.Combine(scratch.Folder, "x.csv"), [.. "t,x\n"u8, .. lines.SelectMany(line => line)]);

        scratch.Scan(SourceCases.Of(SourceFormat.Csv, "x.csv", SourceCases.Required("x", ValueKind.String))).Count.ShouldBe(rows - 1);

        scratch.BadRows.ShouldHaveSingleItem().Row.ShouldBe(bad);
        scratch.BadRows[0].Reason.ShouldBe("it is not UTF-8; convert the file, such as by iconv -f LATIN1 -t UTF-8");
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Csv_WithAHeaderThatIsNotUtf8_IsRefusedWithWhatWouldWork(string encoding)
    {
        using var scratch = new SourceScratch();
        File.WriteAllText(Path.Combine(scratch.Folder, "x.csv"), "t,x,caf\u00E9\n2001-01-01,1,2\n", System.Text.Encoding.GetEncoding(encoding));

        var finding = Should.Throw<QuernException>(() => scratch.Scan(SourceCases.Of(SourceFormat.Csv, "x.csv", SourceCases.Required("x", ValueKind.String)))).Findings.ShouldHaveSingleItem();

        finding.Code.ShouldBe("QRN3022");
        finding.Message.ShouldBe("source 'events': file 'x.csv' cannot be read as csv");
        finding.Detail.ShouldBe("Its first line is not UTF-8: convert the file, such as by iconv -f LATIN1 -t UTF-8, or -f UTF-16.");
    }

    private static SourceDefinition EveryKind(SourceFormat format, string file) => SourceCases.Of(
        format,
        file,
        SourceCases.Nullable("b", ValueKind.Boolean),
        SourceCases.Nullable("i", ValueKind.Int32),
        SourceCases.Nullable("l", ValueKind.Int64),
        SourceCases.Nullable("f", ValueKind.Float32),
        SourceCases.Nullable("d", ValueKind.Float64),
        SourceCases.Nullable("s", ValueKind.String));

    private sealed class Nobody : IScanSink, IBatchSink
    {
        public IBatchSink Open() => this;

        public void Take(EventBatch batch)
        {
        }
    }
}
