using Quern.Definitions;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Stores.Tests.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaSourceTests
{
    private const string Columns =
        """{\"name\":\"t\",\"type\":\"timestamp\",\"nullable\":true,\"metadata\":{}},{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"region\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},{\"name\":\"day\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}},{\"name\":\"level\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{}},{\"name\":\"note\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}""";

    [Fact]
    public void TableThatOthersWrote_GivesPartitionValuesAsTypedColumns_AndNullsForColumnsThatFilesLack()
    {
        using var scratch = new DeltaScratch();
        WriteForeign(scratch);
        Field[] fields =
        [
            SourceCases.Nullable("region", ValueKind.String), SourceCases.Nullable("day", ValueKind.Timestamp), SourceCases.Nullable("level", ValueKind.Int32), SourceCases.Nullable("note", ValueKind.String),
        ];
        scratch.Sources.Reader.Check(scratch.Source(null, fields)).ShouldBeEmpty();
        var rows = scratch.Scan(scratch.Source(null, fields));

        rows.OrderBy(row => row.Values[1].AsInt64()).Select(row => string.Join(' ', row.Values.Skip(1))).ShouldBe(
        [
            "1 north 2001-03-01T00:00:00Z 7 null", "2 north 2001-03-01T00:00:00Z 7 null", "3 s'üd null -1 null",
        ]);
        rows.Select(row => row.File).Distinct().Order(StringComparer.Ordinal).ShouldBe(["events/region=north/part 0.parquet", "events/region=s%27%C3%BCd/part-1.parquet"]);
        rows.Select(row => row.Place).ShouldBe([0, 1, 0]);
        scratch.Sources.Reader.EstimateRows(scratch.Source()).ShouldBe(3);
    }

    [Fact]
    public void Check_TellsMissingColumnsAndWrongTypes_WithTheTablesColumns()
    {
        using var scratch = new DeltaScratch();
        WriteForeign(scratch);
        var findings = scratch.Sources.Reader.Check(scratch.Source(null, SourceCases.Nullable("regoin", ValueKind.String), SourceCases.Nullable("level", ValueKind.String)));
        findings.Select(finding => finding.Code).ShouldBe(["QRN3023", "QRN3024"]);
        findings[0].Detail.ShouldBe("The columns of 'events': t (TIMESTAMP WITH TIME ZONE), id (BIGINT), region (VARCHAR), day (DATE), level (INTEGER), note (VARCHAR).");
        findings[0].Hint!.ShouldContain("Did you mean 'region'?");
    }

    [Theory]
    [InlineData("absent", "QRN3034", "source 'events': there is no such folder")]
    [InlineData(".", "QRN3034", "source 'events': the folder is not a Delta table")]
    [InlineData("lost", "QRN3038", "source 'events': a data file of the table's version 0 is missing")]
    [InlineData("remote", "QRN3038", "source 'events': the table's data file 's3://b/x.parquet' is not on this machine")]
    [InlineData("mapped", "QRN3035", "source 'events' cannot be read: the table needs 'columnMapping'")]
    public void Check_OfATableThatCannotBeRead_SaysWhy(string location, string code, string message)
    {
        using var scratch = new DeltaScratch();
        void Table(string name, string file, string property = "")
        {
            var log = Directory.CreateDirectory(Path.Combine(scratch.Folder, name, "_delta_log")).FullName;
            File.WriteAllText(Path.Combine(log, $"{0:D20}.json"), Start(property, "[]", 2) + Add(file, ""));
        }

        Table("lost", "x.parquet");
        Table("remote", "s3://b/x.parquet");
        Table("mapped", "x.parquet", "\"delta.columnMapping.mode\":\"name\"");
        var finding = scratch.Sources.Reader.Check(scratch.Source() with { Location = location }).ShouldHaveSingleItem();
        (finding.Code, finding.Message).ShouldBe((code, message));
        Should.Throw<QuernException>(() => scratch.Sources.Scan(scratch.Source() with { Location = location })).Findings.ShouldHaveSingleItem().ShouldBe(finding);
    }

    [Fact]
    public void AtVersion_ReadsThatVersion_AndNamesThoseThatThereAre()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        for (var i = 0; i < 3; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        scratch.Ids(2).ShouldBe([0, 1]);
        foreach (var version in new long[] { -1, 4 })
        {
            var finding = scratch.Sources.Reader.Check(scratch.Source(version)).ShouldHaveSingleItem();
            (finding.Code, finding.Message, finding.Detail).ShouldBe(("QRN3036", $"source 'events': the table has no version {version}", "Its versions are 0 to 3."));
        }
    }

    [Fact]
    public void EmptyTable_IsASourceWithoutRows()
    {
        using var scratch = new DeltaScratch();
        scratch.Create(byDay: true).Dispose();
        scratch.Sources.Reader.Check(scratch.Source(null, SourceCases.Nullable("date", ValueKind.Timestamp))).ShouldBeEmpty();
        scratch.Scan(scratch.Source()).ShouldBeEmpty();
        scratch.Sources.Reader.EstimateRows(scratch.Source()).ShouldBe(0);
        scratch.Sources.Reader.Check(scratch.Source(null, SourceCases.Nullable("day", ValueKind.Timestamp))).ShouldHaveSingleItem().Code.ShouldBe("QRN3023");
    }

    [Fact]
    public void Reader_StaysWithTheVersionThatItSawFirst_AndTellsIt()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        DeltaScratch.Append(table, null, ("2001-03-01", 1, null));
        var first = scratch.Sources.Reader.Snapshot(scratch.Source());
        first.Versions.ShouldBe([new("events", 1)]);
        DeltaScratch.Append(table, null, ("2001-03-01", 2, null));

        scratch.Sources.Scan(scratch.Source()).Count.ShouldBe(1);
        scratch.Sources.Reader.Snapshot(scratch.Source()).Id.ShouldBe(first.Id);
        using var later = new SourceScratch(scratch.Folder);
        later.Scan(scratch.Source()).Count.ShouldBe(2);
        later.Reader.Snapshot(scratch.Source()).Id.ShouldNotBe(first.Id);
        using var again = new DuckSourceReader(scratch.Folder, versions: first.Versions);
        again.Snapshot(scratch.Source()).Id.ShouldBe(first.Id);
        again.EstimateRows(scratch.Source()).ShouldBe(1);
    }

    [Fact]
    public void Query_OverADeltaTable_SeesItsColumns_AndItsVersionIsTold()
    {
        using var scratch = new DeltaScratch();
        WriteForeign(scratch);
        var query = SourceCases.Of(SourceFormat.Sql, "SELECT max(t) AS t, sum(id)::BIGINT AS id, region FROM events GROUP BY region", SourceCases.Required("id", ValueKind.Int64), SourceCases.Nullable("region", ValueKind.String))
            with { Name = "totals", Inputs = [scratch.Source()] };
        scratch.Scan(query).Select(row => $"{row.Values[2]} {row.Values[1]}").Order(StringComparer.Ordinal).ShouldBe(["north 3", "s'üd 3"]);
        scratch.Sources.Reader.Snapshot(query).Versions.ShouldBe([new("events", 0)]);
        scratch.Sources.Reader.EstimateRows(query).ShouldBe(3);
        Directory.Delete(scratch.Log, recursive: true);
        using var fresh = new SourceScratch(scratch.Folder);
        fresh.Reader.Check(query).ShouldHaveSingleItem().Code.ShouldBe("QRN3034");
    }

    [Fact]
    public void TimeRange_LeavesOutRows_AndKeepsAllInside()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(byDay: true);
        DeltaScratch.Append(table, null, Enumerable.Range(1, 9).Select(day => ($"2001-03-0{day}T12:00:00Z", (long)day, (string?)null)));
        var rows = scratch.Scan(scratch.Source(), new Interval(DeltaScratch.At("2001-03-03"), DeltaScratch.At("2001-03-06")));
        rows.Select(row => row.Values[1].AsInt64()).Order().ShouldBe([3, 4, 5]);
    }

    [Fact]
    public void ColumnNamedAsDuckDbNamesRowNumbers_IsReadAsItIs()
    {
        using var scratch = new DeltaScratch();
        var schema = new RowSchema("Row", [DeltaScratch.Events.Fields[0], new("file_index", "X", ValueKind.Int64, true)]);
        foreach (var byDay in new[] { false, true })
        {
            using var table = DeltaTable.OpenOrCreate(Path.Combine(scratch.Folder, $"{byDay}"), new(schema) { TimeColumn = "t", DateColumn = byDay ? "day" : null }, scratch.Clock);
            using var appender = table.BeginAppend();
            var batch = new EventBatch(schema, [0, 1]) { Count = 2 };
            for (var i = 0; i < 2; i++)
            {
                ((Int64Column)batch[0]).Append(DeltaScratch.At($"2001-03-0{1 + i}").Microseconds);
                ((Int64Column)batch[1]).Append(40 + i);
            }

            appender.Add(batch, TestContext.Current.CancellationToken);
            appender.Commit(null, TestContext.Current.CancellationToken);
        }

        var source = SourceCases.Of(SourceFormat.Delta, "False", SourceCases.Nullable("file_index", ValueKind.Int64));
        scratch.Sources.Scan(source).Select(row => row.Values[1].AsInt64()).Order().ShouldBe([40, 41]);
        scratch.Sources.Reader.Check(source with { Location = "True" }).ShouldHaveSingleItem().Code.ShouldBe("QRN3035");
    }

    // Two files, of which the second has no note; both hold a column that the table does not have any more.
    private static void WriteForeign(DeltaScratch scratch)
    {
        scratch.Sources.Parquet("events/region=north/part 0.parquet", "SELECT i AS id, TIMESTAMPTZ '2001-03-01 08:00:00+00' AS t, 'x' AS dropped FROM range(1, 3) r(i)");
        scratch.Sources.Parquet("events/region=s%27%C3%BCd/part-1.parquet", "SELECT TIMESTAMPTZ '2001-03-01 09:00:00+00' AS t, 3::BIGINT AS id");
        scratch.WriteCommit(0, Start("", """["region","day","level"]"""),
            Add("region=north/part%200.parquet", """ "region":"north","day":"2001-03-01","level":"7" """),
            Add("region=s%2527%25C3%25BCd/part-1.parquet", """ "region":"s'üd","day":"","level":"-1" """));
    }

    private static string Start(string property, string partitions, int reader = 1) =>
        "{\"protocol\":{\"minReaderVersion\":" + reader + ",\"minWriterVersion\":5}}\n"
        + "{\"metaData\":{\"id\":\"x\",\"format\":{\"provider\":\"parquet\",\"options\":{}},\"schemaString\":\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[" + Columns + "]}\",\"partitionColumns\":" + partitions
        + ",\"configuration\":{" + property + "}}}\n";

    private static string Add(string file, string partition) => "{\"add\":{\"path\":\"" + file + "\",\"partitionValues\":{" + partition + "},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}";
}
