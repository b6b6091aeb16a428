using System.Text.Json.Nodes;
using Quern.Definitions;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Tests.DuckDb;
using Quern.Stores.Tests.Sources;
using Quern.Values;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaAppendTests
{
    [Fact]
    public void Rows_OfEveryKind_ComeBackAsTheyWere()
    {
        using var scratch = new DeltaScratch();
        var schema = new RowSchema("Row", [.. Enum.GetValues<ValueKind>().Select(kind => new Field($"c {kind}", kind == ValueKind.Timestamp ? "Time" : kind.ToString(), kind, true, Dimensions: kind == ValueKind.Embedding ? 2 : 0))]);
        Value[] values = [Value.Of(true), Value.Of(int.MinValue), Value.Of(long.MaxValue), Value.Of(1.5f), Value.Of(double.NegativeZero), Value.Of("a 'é'\n"), Value.Of(DeltaScratch.At("9999-12-31T23:59:59.999999Z")), Value.Of((float[])[0.1f, -2])];
        var batch = new EventBatch(schema, Enumerable.Range(0, values.Length)) { Count = 2 };
        for (var i = 0; i < values.Length; i++)
        {
            Put(batch[i], values[i]);
            batch[i].AppendNull();
        }

        using (var table = DeltaTable.OpenOrCreate(scratch.Table, new(schema), scratch.Clock))
        using (var appender = table.BeginAppend())
        {
            appender.Add(batch, TestContext.Current.CancellationToken);
            appender.Rows.ShouldBe(2);
            appender.Commit(null, TestContext.Current.CancellationToken).ShouldBe(new(1, IsNew: true));
        }

        var source = SourceCases.Of(schema.Fields[6], SourceFormat.Delta, "events", [.. schema.Fields.Take(6), schema.Fields[7]]);
        var rows = scratch.Scan(source);
        rows[0].Values.ShouldBe([values[6], .. values[..6], values[7]]);
        rows[1].Values.ShouldAllBe(value => value.IsNull);
    }

    [Fact]
    public void Commit_SaysWhatSparkSays()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(byDay: true);
        DeltaScratch.Append(table, new("orders", 7), ("2001-03-02T00:00:00Z", 3, null), ("2001-03-01T23:59:59.999999Z", 2, "b"), ("2001-03-01T00:00:00Z", 1, new string('x', 40)));

        var create = scratch.ReadCommit(0).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        create.Select(action => action.Single().Key).ShouldBe(["commitInfo", "protocol", "metaData"]);
        create[1].ToJsonString().ShouldBe("""{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""");
        ((string)create[2]["metaData"]!["schemaString"]!).ShouldBe(
            """{"type":"struct","fields":[{"name":"t","type":"timestamp","nullable":true,"metadata":{}},{"name":"id","type":"long","nullable":true,"metadata":{}},"""
            + """{"name":"s","type":"string","nullable":true,"metadata":{}},{"name":"date","type":"date","nullable":true,"metadata":{}}]}""");
        create[2]["metaData"]!["partitionColumns"]!.ToJsonString().ShouldBe("""["date"]""");
        create[2]["metaData"]!["format"]!.ToJsonString().ShouldBe("""{"provider":"parquet","options":{}}""");

        var commit = scratch.ReadCommit(1).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        commit.Select(action => action.Single().Key).ShouldBe(["commitInfo", "txn", "add", "add"]);
        commit[0]["commitInfo"]!["timestamp"]!.GetValue<long>().ShouldBe(scratch.Clock.Now.ToUnixTimeMilliseconds());
        commit[0]["commitInfo"]!["isBlindAppend"]!.GetValue<bool>().ShouldBeTrue();
        commit[1]["txn"]!.ToJsonString().ShouldBe($$"""{"appId":"orders","version":7,"lastUpdated":{{scratch.Clock.Now.ToUnixTimeMilliseconds()}}}""");
        var add = commit[2]["add"]!;
        ((string)add["path"]!).ShouldStartWith("date=2001-03-01/part-");
        add["partitionValues"]!.ToJsonString().ShouldBe("""{"date":"2001-03-01"}""");
        add["size"]!.GetValue<long>().ShouldBe(new FileInfo(Path.Combine(scratch.Table, (string)add["path"]!)).Length);
        add["dataChange"]!.GetValue<bool>().ShouldBeTrue();
        // A text above 32 letters is cut off below and has no bound above; instants are floored to milliseconds.
        JsonNode.DeepEquals(JsonNode.Parse((string)add["stats"]!), JsonNode.Parse("""
            {"numRecords":2,"minValues":{"t":"2001-03-01T00:00:00.000Z","id":1,"s":"b"},"maxValues":{"t":"2001-03-01T23:59:59.999Z","id":2},"nullCount":{"t":0,"id":0,"s":0}}
            """)).ShouldBeTrue((string)add["stats"]!);
        ((string)commit[3]["add"]!["partitionValues"]!["date"]!).ShouldBe("2001-03-02");
    }

    [Fact]
    public void DataFile_HasInstantsInUtc_AndItsRowsByTime()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        using var table = scratch.Create();
        DeltaScratch.Append(table, null, ("2001-03-03", 3, null), ("2001-03-01", 1, null), ("2001-03-02", 20, null), ("2001-03-02", 21, null));

        var file = Path.Combine(scratch.Table, scratch.DataFiles().ShouldHaveSingleItem());
        duck.Scalar($"SELECT count(*) FROM parquet_schema('{file}') WHERE name = 't' AND logical_type LIKE '%isAdjustedToUTC=1%MICROS%MicroSeconds%'").ShouldBe(1);
        duck.Scalar($"SELECT count(*) FROM '{file}' WHERE id = [1, 20, 21, 3][file_row_number + 1]").ShouldBe(4);
    }

    [Fact]
    public void Transaction_ThatTheTableHas_IsNotWrittenAgain()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        using var other = scratch.Create();
        DeltaScratch.Append(table, new("a", 5), ("2001-03-01", 1, null)).ShouldBe(new(1, IsNew: true));
        DeltaScratch.Append(other, new("a", 5), ("2001-03-01", 1, null)).ShouldBe(new(1, IsNew: false));
        DeltaScratch.Append(other, new("a", 4), ("2001-03-01", 1, null)).IsNew.ShouldBeFalse();
        DeltaScratch.Append(other, new("b", 4), ("2001-03-01", 2, null)).ShouldBe(new(2, IsNew: true));
        DeltaScratch.Append(table, new("a", 6)).ShouldBe(new(3, IsNew: true));

        scratch.Ids().ShouldBe([1, 2]);
        (table.Snapshot().TransactionVersion("a"), table.Snapshot().TransactionVersion("b"), table.Snapshot().TransactionVersion("c")).ShouldBe((6, 4, null));
        table.Snapshot(2).TransactionVersion("a").ShouldBe(5);
        scratch.DataFiles().Length.ShouldBe(2);
    }

    [Fact]
    public void Transaction_ThatAnotherWriterCommitsMeanwhile_IsDroppedWithItsFiles()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        using var slow = table.BeginAppend();
        slow.Add(DeltaScratch.Batch(("2001-03-01", 1, null)), TestContext.Current.CancellationToken);
        var change = new LogChange("WRITE") { Transactions = [new("a", 1)], Adds = [table.WriteRows(DeltaScratch.Batch(("2001-03-01", 1, null)), new[] { 0 }, null, TestContext.Current.CancellationToken)] };
        DeltaScratch.Append(table, new("a", 1), ("2001-03-01", 1, null));

        table.Commit(change).IsNew.ShouldBeFalse();
        slow.Commit(new("a", 1), TestContext.Current.CancellationToken).IsNew.ShouldBeFalse();
        scratch.DataFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void Transactions_TogetherInACommit_AreAllThereOrNone()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create();
        bool Commit(params DeltaTransaction[] transactions)
        {
            using var rows = table.BeginAppend();
            rows.Add(DeltaScratch.Batch(("2001-03-01", 1, null)), TestContext.Current.CancellationToken);
            return rows.CommitAll(transactions, TestContext.Current.CancellationToken).IsNew;
        }

        Commit(new DeltaTransaction("a", 5) { From = 0 }, new DeltaTransaction("b", 3) { From = 0 }).ShouldBeTrue();
        // What one of them has is there, or would leave a gap; then the other is not written either.
        Commit(new DeltaTransaction("a", 8) { From = 4 }, new DeltaTransaction("b", 4) { From = 3 }).ShouldBeFalse();
        Commit(new DeltaTransaction("a", 8) { From = 6 }, new DeltaTransaction("b", 4) { From = 3 }).ShouldBeFalse();
        Commit(new DeltaTransaction("a", 5) { From = 5 }).ShouldBeFalse();
        Commit(new DeltaTransaction("a", 8) { From = 5 }, new DeltaTransaction("b", 4) { From = 3 }).ShouldBeTrue();
        (table.Snapshot().TransactionVersion("a"), table.Snapshot().TransactionVersion("b")).ShouldBe((8, 4));
        table.Snapshot().Rows.ShouldBe(2);
        scratch.DataFiles().Length.ShouldBe(2);
    }

    [Fact]
    public void Appender_ThatIsNotCommitted_LeavesNothing()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(byDay: true);
        using (var appender = table.BeginAppend())
        {
            var batch = DeltaScratch.Batch(Enumerable.Range(0, 200_000).Select(i => ("2001-03-01", (long)i, (string?)"x")));
            for (var i = 0; i < 3; i++) appender.Add(batch, TestContext.Current.CancellationToken);
            scratch.DataFiles().Length.ShouldBe(1);
        }

        scratch.DataFiles().ShouldBeEmpty();
        table.Snapshot().Version.ShouldBe(0);
        Should.Throw<ArgumentException>(() => table.BeginAppend().Add(new(new("Other", [new("x", "X", ValueKind.Int64, true)]), [0]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Day_WhoseFolderCannotBeMade_SaysWhy()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(byDay: true);
        File.WriteAllText(Path.Combine(scratch.Table, "date=2001-03-01"), "in the way");
        var finding = Should.Throw<QuernException>(() => DeltaScratch.Append(table, null, ("2001-03-01", 1, null))).Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Detail!.Contains("already exists")).ShouldBe(("QRN3106", true), finding.ToString());
    }

    [Fact]
    public void ColumnsThatAreNew_AreAdded_AndOldRowsAreNullThere()
    {
        using var scratch = new DeltaScratch();
        using (var table = scratch.Create()) DeltaScratch.Append(table, null, ("2001-03-01", 1, "a"));
        var wider = new RowSchema("Event2", [DeltaScratch.Events.Fields[0], DeltaScratch.Events.Fields[1], new("x", "X", ValueKind.Float64, true)]);
        using (var table = DeltaTable.OpenOrCreate(scratch.Table, new(wider) { TimeColumn = "t" }, scratch.Clock))
        using (var appender = table.BeginAppend())
        {
            var batch = new EventBatch(wider, [0, 1, 2]) { Count = 1 };
            Put(batch[0], Value.Of(DeltaScratch.At("2001-03-02")));
            Put(batch[1], Value.Of(2L));
            Put(batch[2], Value.Of(0.5));
            appender.Add(batch, TestContext.Current.CancellationToken);
            appender.Commit(null, TestContext.Current.CancellationToken).Version.ShouldBe(3);
            table.Snapshot().Columns.Select(column => $"{column.Name} {column.Type}").ShouldBe(["t timestamp", "id long", "s string", "x double"]);
        }

        // The older writer goes on.
        using (var table = scratch.Create()) DeltaScratch.Append(table, null, ("2001-03-03", 3, "c")).Version.ShouldBe(4);
        var rows = scratch.Scan(scratch.Source(null, SourceCases.Nullable("s", ValueKind.String), SourceCases.Nullable("x", ValueKind.Float64)));
        rows.OrderBy(row => row.Values[1].AsInt64()).Select(row => $"{row.Values[1]} {row.Values[2]} {row.Values[3]}").ShouldBe(["1 a null", "2 null 0.5", "3 c null"]);
    }

    [Fact]
    public void ColumnsOfOtherTypes_AreRefused_AllAtOnce()
    {
        using var scratch = new DeltaScratch();
        scratch.Create().Dispose();
        var other = new RowSchema("Event", [new("t", "T", ValueKind.Timestamp, true), new("ID", "Id", ValueKind.Int64, true), new("s", "S", ValueKind.Int32, true)]);
        var finding = Should.Throw<QuernException>(() => DeltaTable.OpenOrCreate(scratch.Table, new(other) { TimeColumn = "t", DateColumn = "day" }, scratch.Clock)).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN3044");
        finding.Detail.ShouldBe("'id' is long in the table, 'ID' long in the rows; 's' is string in the table, 's' integer in the rows; the table is partitioned by nothing, not by 'day'.");
    }

    private static void Put(Column column, Value value)
    {
        switch (column)
        {
            case TextColumn { Kind: ValueKind.Embedding } embedding: embedding.Append(EmbeddingBytes.Of(value.AsEmbedding().Span)); break;
            case TextColumn text: text.Append(System.Text.Encoding.UTF8.GetBytes(value.AsText())); break;
            case Float64Column real: real.Append(value.AsDouble()); break;
            case Int64Column whole: whole.Append(value.AsInt64()); break;
        }
    }
}
