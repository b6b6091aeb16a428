using System.Text.Json.Nodes;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Tests.DuckDb;
using Quern.Values;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaCompactionTests
{
    [Fact]
    public void Compact_MergesTheFilesOfEachDay_ByTime_WithoutAChangeOfData()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        using var table = scratch.Create(byDay: true);
        for (var i = 0; i < 6; i++) DeltaScratch.Append(table, null, ($"2001-03-01T0{9 - i}:00:00Z", i, $"a{i}"), ($"2001-03-02T0{i}:00:00Z", 10 + i, null));
        var before = scratch.Ids();

        table.Compact(TestContext.Current.CancellationToken).ShouldBe(new(12, 2, 12));
        table.Snapshot().Version.ShouldBe(7);
        scratch.Ids().ShouldBe(before);
        scratch.Ids(6).ShouldBe(before);
        var actions = scratch.ReadCommit(7).Select(line => JsonNode.Parse(line)!.AsObject().Single()).ToArray();
        actions.Select(action => action.Key).ShouldBe(["commitInfo", .. Enumerable.Repeat("remove", 12), "add", "add"]);
        actions[1..].ShouldAllBe(action => !action.Value!["dataChange"]!.GetValue<bool>());
        foreach (var add in actions[^2..])
        {
            var file = Path.Combine(scratch.Table, (string)add.Value!["path"]!);
            Path.GetFileName(Path.GetDirectoryName(file)).ShouldBe($"date={add.Value["partitionValues"]!["date"]}");
            duck.Scalar($"SELECT count(*) FROM (SELECT t < lag(t) OVER (ORDER BY file_row_number) AS back FROM '{file}') WHERE back").ShouldBe(0);
            JsonNode.Parse((string)add.Value["stats"]!)!["numRecords"]!.GetValue<int>().ShouldBe(6);
        }

        table.Compact(TestContext.Current.CancellationToken).ShouldBe(new(0, 0, 0));
        table.Snapshot().Version.ShouldBe(7);
    }

    [Fact]
    public void Compact_WithoutATimeColumn_KeepsTheOrderOfRows()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        var schema = new RowSchema("Row", [new("x", "X", ValueKind.Int64, true)]);
        using var table = DeltaTable.OpenOrCreate(scratch.Table, new(schema), scratch.Clock);
        foreach (var first in new[] { 500, 100, 300 })
        {
            using var appender = table.BeginAppend();
            var batch = new EventBatch(schema, [0]) { Count = 50 };
            for (var i = 0; i < 50; i++) ((Int64Column)batch[0]).Append(first + ((i * 7) % 50));
            appender.Add(batch, TestContext.Current.CancellationToken);
            appender.Commit(null, TestContext.Current.CancellationToken);
        }

        table.Compact(TestContext.Current.CancellationToken).FilesAfter.ShouldBe(1);
        var file = Path.Combine(scratch.Table, table.Snapshot().Files.Keys.ShouldHaveSingleItem());
        duck.Scalar($"SELECT count(*) FROM '{file}' WHERE x % 100 = (file_row_number % 50) * 7 % 50").ShouldBe(150);
    }

    [Fact]
    public void Compact_LeavesLargeFiles_AndThoseThatWouldWeighTooMuch()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(options: new() { TargetFileBytes = 40_000 });
        Add(table, 10_000, seed: 1);            // longer than half of the target
        Add(table, 2_000, seed: 2);             // more than four times the small ones together
        for (var i = 0; i < 3; i++) Add(table, 1, seed: 3 + i);
        var files = table.Snapshot().Files;

        table.Compact(TestContext.Current.CancellationToken).ShouldBe(new(3, 1, 3));
        table.Snapshot().Files.Keys.Intersect(files.Values.Where(file => file.Size > 5_000).Select(file => file.Path)).Count().ShouldBe(2);
        table.Snapshot().Rows.ShouldBe(12_003);
    }

    [Fact]
    public void Compact_BesideAppends_LosesNothing_AndBesideAnotherCompact_OneDoesIt()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        using var other = scratch.Create();
        for (var i = 0; i < 4; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));

        // Both have read the table before either commits.
        var (mine, his) = (Plan(table), Plan(other));
        DeltaScratch.Append(other, null, ("2001-03-01", 4, null));
        table.Commit(mine).Version.ShouldBe(6);
        Should.Throw<QuernException>(() => other.Commit(his)).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN3039");

        scratch.Ids().ShouldBe([0, 1, 2, 3, 4]);
        table.Snapshot().FileCount.ShouldBe(2);
        scratch.DataFiles().Length.ShouldBe(6);

        LogChange Plan(DeltaTable by)
        {
            using var duck = new DuckScratch();
            return new Compaction(new FolderFiles(scratch.Table), "the table", by.Snapshot(), 1 << 20).Run(new(new FolderFiles(scratch.Table), scratch.Clock, 122_880), duck.Connection, TestContext.Current.CancellationToken)!;
        }
    }

    [Fact]
    public void Compact_OfFilesThatHoldInstantsWithoutAZone_WritesThemAsDeltaHasThem()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        using var table = scratch.Create();
        for (var i = 0; i < 2; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        duck.Execute($"COPY (SELECT TIMESTAMP '2001-03-01 00:00:00' AS t, 7::BIGINT AS id, NULL::VARCHAR AS s) TO '{Path.Combine(scratch.Table, scratch.DataFiles()[0])}'");
        table.Compact(TestContext.Current.CancellationToken).FilesAfter.ShouldBe(1);
        var file = Path.Combine(scratch.Table, table.Snapshot().Files.Keys.ShouldHaveSingleItem());
        duck.Scalar($"SELECT count(*) FROM parquet_schema('{file}') WHERE name = 't' AND logical_type LIKE '%isAdjustedToUTC=1%'").ShouldBe(1);
        duck.Scalar($"SELECT count(*) FROM '{file}' WHERE t = TIMESTAMPTZ '2001-03-01 00:00:00+00'").ShouldBe(2);
    }

    [Fact]
    public void Compact_OfFilesThatHoldOtherThanTheLogSays_IsRefused()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        using var table = scratch.Create();
        for (var i = 0; i < 2; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        duck.Execute($"COPY (SELECT TIMESTAMPTZ '2001-01-01 00:00:00+00' AS t, 1::BIGINT AS id, 'x' AS s FROM range(3)) TO '{Path.Combine(scratch.Table, scratch.DataFiles()[0])}'");
        Should.Throw<QuernException>(() => table.Compact(TestContext.Current.CancellationToken)).Findings.ShouldHaveSingleItem().Detail.ShouldBe("The log counts 2 rows in 2 files, which hold 4.");
        (table.Snapshot().Version, scratch.DataFiles().Length).ShouldBe((2, 2));
    }

    private static void Add(DeltaTable table, int rows, int seed)
    {
        var random = new Random(seed);
        DeltaScratch.Append(table, null, Enumerable.Range(0, rows).Select(_ => ("2001-03-01", random.NextInt64(), (string?)null)));
    }
}
