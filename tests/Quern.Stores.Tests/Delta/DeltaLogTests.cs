using Quern.Stores.Delta;
using Quern.Stores.Tests.DuckDb;
using Quern.Time;

namespace Quern.Stores.Tests.Delta;

/// <summary>Logs in the forms in which others write them.</summary>
public sealed class DeltaLogTests
{
    private const string Protocol = """{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}""";

    private const string Spark = """
        {"commitInfo":{"timestamp":1730780127680,"operation":"WRITE","operationParameters":{"mode":"ErrorIfExists","partitionBy":"[\"day\"]"},"isolationLevel":"Serializable","isBlindAppend":true,"operationMetrics":{"numFiles":"2","numOutputRows":"3","numOutputBytes":"2020"},"engineInfo":"Apache-Spark/3.5.3 Delta-Lake/3.2.0","txnId":"2ecedecb-0cf3-480c-bc25-77c48019970e"}}
        {"metaData":{"id":"cc755aa5-1e2d-4ead-946a-723f1f891a05","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"elementType\":\"string\",\"containsNull\":true},\"nullable\":true,\"metadata\":{}},{\"name\":\"price\",\"type\":\"decimal(10,2)\",\"nullable\":true,\"metadata\":{\"comment\":\"net\"}},{\"name\":\"day\",\"type\":\"date\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":["day"],"configuration":{},"createdTime":1730780121928}}
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"add":{"path":"day=2024-11-05/part-00000-fd3b545a.c000.snappy.parquet","partitionValues":{"day":"2024-11-05"},"size":1010,"modificationTime":1730780127195,"dataChange":true,"stats":"{\"numRecords\":2,\"minValues\":{\"id\":0},\"maxValues\":{\"id\":1},\"nullCount\":{\"id\":0}}"}}
        {"add":{"path":"day=__HIVE_DEFAULT_PARTITION__/part-00001-34e76ecd.c000.snappy.parquet","partitionValues":{"day":null},"size":1010,"modificationTime":1730780127196,"dataChange":true,"stats":"{\"numRecords\":1}","tags":{"k":"v"}}}
        """;

    // Another order of members, nulls written out, no blind-append flag, an unknown action.
    private const string DeltaRs = """
        {"commitInfo":{"timestamp":1787021537087,"operation":"WRITE","operationParameters":{"mode":"Overwrite"},"engineInfo":"delta-rs:py-1.6.2","clientVersion":"delta-rs.py-1.6.2","operationMetrics":{"execution_time_ms":4,"num_added_files":1,"num_added_rows":3,"num_partitions":0,"num_removed_files":0}}}
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"b0c441b4-e51d-4833-a5e0-e6b7b17389d4","name":null,"description":null,"format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"at\",\"type\":\"timestamp\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"createdTime":1787021537083,"configuration":{}}}
        {"add":{"path":"part-00000-8d124adf.snappy.parquet","partitionValues":{},"size":1384,"modificationTime":1787021537086,"dataChange":true,"stats":"{\"numRecords\":3,\"minValues\":{\"id\":1},\"maxValues\":{\"id\":3},\"nullCount\":{\"id\":0}}","tags":null,"baseRowId":null,"defaultRowCommitVersion":null,"clusteringProvider":null}}
        {"domainMetadata":{"domain":"delta.x","configuration":"{}","removed":false}}
        """;

    private static string Txn(long version) => "{\"txn\":{\"appId\":\"a\",\"version\":" + version + "}}";

    [Fact]
    public void Snapshot_OfALogThatSparkWrote()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, Spark);
        using var table = scratch.Open();
        var snapshot = table.Snapshot();
        snapshot.Columns.Select(column => $"{column.Name} {column.Type}").ShouldBe(["id long", """tags {"type":"array","elementType":"string","containsNull":true}""", "price decimal(10,2)", "day date"]);
        (snapshot.Version, snapshot.FileCount, snapshot.Rows, snapshot.Bytes).ShouldBe((0, 2, 3, 2020));
        snapshot.PartitionColumns.ShouldBe(["day"]);
        snapshot.Files.Values.Select(file => file.PartitionValue("day")).ShouldBe(["2024-11-05", null]);
        snapshot.Files.Values.Last().Tags!["k"].ShouldBe("v");
    }

    [Fact]
    public void Snapshot_OfALogThatDeltaRsWrote()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, DeltaRs);
        scratch.WriteCommit(1, """{"remove":{"path":"part-00000-8d124adf.snappy.parquet","dataChange":true,"deletionTimestamp":1787021540000,"extendedFileMetadata":true,"partitionValues":{},"size":1384,"tags":null}}""", """{"add":{"path":"a%20b.parquet","partitionValues":{},"size":1,"modificationTime":2,"dataChange":true,"stats":null}}""");
        using var table = scratch.Open();
        (table.Snapshot(0).FileCount, table.Snapshot(0).Rows).ShouldBe((1, 3));
        (table.Snapshot().FileCount, table.Snapshot().Rows).ShouldBe((1, null));
        table.Snapshot().Files.Keys.ShouldBe(["a%20b.parquet"]);
        table.Snapshot().Tombstones.Keys.ShouldBe(["part-00000-8d124adf.snappy.parquet"]);
    }

    [Fact]
    public void Transactions_TheLatestOfEachApplicationStands()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, DeltaRs);
        scratch.WriteCommit(1, """{"txn":{"appId":"wfc-v1","version":5,"lastUpdated":1710242682791}}""", """{"txn":{"appId":"b","version":9}}""");
        scratch.WriteCommit(2, """{"txn":{"appId":"wfc-v1","version":3}}""");
        using var table = scratch.Open();
        (table.Snapshot().TransactionVersion("wfc-v1"), table.Snapshot().TransactionVersion("b"), table.Snapshot(1).TransactionVersion("wfc-v1")).ShouldBe((3, 9, 5));
    }

    [Theory]
    [InlineData("part-0.parquet", "part-0.parquet")]
    [InlineData("day=2001-01-01/a%20%C3%A9.parquet", "day=2001-01-01/a é.parquet")]
    [InlineData("p=a%253Db/x.parquet", "p=a%3Db/x.parquet")]
    public void RelativePaths_AreDecoded(string path, string file) => DataPath.Resolve("/t", path).ShouldBe("/t/" + file);

    [Theory]
    [InlineData("file:/data/a%20b.parquet", "/data/a b.parquet")]
    [InlineData("file:///data/x.parquet", "/data/x.parquet")]
    [InlineData("/data/x.parquet", "/data/x.parquet")]
    [InlineData("s3://bucket/x.parquet", null)]
    public void AbsolutePaths_AreThoseOfThisMachine(string path, string? file) => DataPath.Resolve("/t", path).ShouldBe(file);

    [Fact]
    public void SnapshotAt_IsTheLastVersionUpToThen()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, DeltaRs);
        for (var version = 1; version < 4; version++) scratch.WriteCommit(version, Txn(version));
        SetTime(scratch, 0, "2024-01-01T00:00:00Z");
        SetTime(scratch, 1, "2024-01-03T00:00:00Z");
        SetTime(scratch, 2, "2024-01-02T00:00:00Z");        // a clock that stepped back: not before version 1
        scratch.WriteCommit(3, """{"commitInfo":{"inCommitTimestamp":1704412800000,"timestamp":"of any type"}}""");
        using var table = scratch.Open();
        table.SnapshotAt(DeltaScratch.At("2024-01-01T00:00:00Z")).Version.ShouldBe(0);
        table.SnapshotAt(DeltaScratch.At("2024-01-02T23:59:59Z")).Version.ShouldBe(0);
        table.SnapshotAt(DeltaScratch.At("2024-01-03T00:00:00Z")).Version.ShouldBe(2);
        table.SnapshotAt(DeltaScratch.At("2024-01-05T00:00:00Z")).Version.ShouldBe(3);
        var early = Should.Throw<QuernException>(() => table.SnapshotAt(DeltaScratch.At("2023-12-31T23:59:59Z"))).Findings.ShouldHaveSingleItem();
        (early.Code, early.Detail).ShouldBe(("QRN3036", "The first one that is left is of 2024-01-01T00:00:00Z."));
    }

    [Fact]
    public void Checkpoint_InPartsAndWithMoreColumns_IsReadWhenItIsWhole()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        scratch.WriteCommit(0, DeltaRs);
        for (var version = 1; version <= 3; version++) scratch.WriteCommit(version, Txn(version));
        string Part(int part) => Path.Combine(scratch.Log, $"{2:D20}.checkpoint.{part:D10}.{2:D10}.parquet");
        duck.Execute($$$"""
            COPY (SELECT {'path': 'q.parquet', 'partitionValues': MAP {'day': '2001-01-01'}, 'size': 7, 'modificationTime': 1, 'dataChange': false, 'stats': '{"numRecords":4}',
                          'stats_parsed': {'numRecords': 4}, 'partitionValues_parsed': {'day': DATE '2001-01-01'}} AS add,
                         NULL::STRUCT("appId" VARCHAR, version BIGINT) AS txn) TO '{{{Part(1)}}}'
            """);
        using (var table = scratch.Open()) table.Snapshot().Files.Keys.ShouldBe(["part-00000-8d124adf.snappy.parquet"]);

        duck.Execute($$$"""
            COPY (SELECT {'appId': 'a', 'version': 2::BIGINT} AS txn, NULL::STRUCT("minReaderVersion" INTEGER, "minWriterVersion" INTEGER) AS protocol,
                         {'id': 'x', 'format': {'provider': 'parquet', 'options': MAP {}::MAP(VARCHAR, VARCHAR)}, 'schemaString': '{"type":"struct","fields":[]}', 'partitionColumns': ['day'], 'configuration': MAP {'k': 'v'}} AS metaData
                  UNION ALL SELECT NULL, {'minReaderVersion': 1, 'minWriterVersion': 2}, NULL) TO '{{{Part(2)}}}'
            """);
        using var whole = scratch.Open();
        whole.Snapshot().Files.Keys.ShouldBe(["q.parquet"]);
        whole.Snapshot().Files["q.parquet"].PartitionValue("day").ShouldBe("2001-01-01");
        (whole.Snapshot().Version, whole.Snapshot().Rows, whole.Snapshot().TransactionVersion("a"), whole.Snapshot().MetaData!.Property("k")).ShouldBe((3, 4, 3, "v"));
        whole.Snapshot(1).Files.Keys.ShouldBe(["part-00000-8d124adf.snappy.parquet"]);

        // Metadata clean-up: what is before the checkpoint goes.
        File.Delete(Path.Combine(scratch.Log, $"{0:D20}.json"));
        File.Delete(Path.Combine(scratch.Log, $"{1:D20}.json"));
        File.WriteAllText(Path.Combine(scratch.Log, "_last_checkpoint"), """{"version":99,"size":1}""");
        using var cleaned = scratch.Open();
        cleaned.Snapshot().Files.Keys.ShouldBe(["q.parquet"]);
        Should.Throw<QuernException>(() => cleaned.Snapshot(1)).Findings.ShouldHaveSingleItem().Detail.ShouldBe("Its versions are 2 to 3.");
    }

    [Fact]
    public void Writer_WhoseLastVersionWasCleanedUp_DoesNotWriteIntoThePast()
    {
        using var scratch = new DeltaScratch();
        using var slow = scratch.Create();
        using (var table = scratch.Create(options: new() { CheckpointEvery = 2 }))
            for (var i = 0; i < 5; i++) DeltaScratch.Append(table, null, ("2001-03-01", i, null));
        for (var version = 0; version < 4; version++) File.Delete(Path.Combine(scratch.Log, $"{version:D20}.json"));

        DeltaScratch.Append(slow, null, ("2001-03-01", 5, null)).Version.ShouldBe(6);
        scratch.Ids().ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Versions_ThatAreCleanedUpWhileTheyAreListed_AreLeftOut()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, DeltaRs);
        for (var version = 1; version < 4; version++) scratch.WriteCommit(version, Txn(version));
        using var table = scratch.Open();
        var listed = new List<long>();
        foreach (var version in table.Versions())
        {
            listed.Add(version.Version);
            for (var old = 0; old < 2; old++) File.Delete(Path.Combine(scratch.Log, $"{old:D20}.json"));
        }

        listed.ShouldBe([3, 2]);
    }

    [Fact]
    public void Numbers_ThatNoTableHas_AreNoFault()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(0, DeltaRs);
        scratch.WriteCommit(1, """{"commitInfo":{"inCommitTimestamp":9223372036854775807}}""", """{"add":{"path":"a.parquet","partitionValues":{},"size":1,"modificationTime":9223372036854775807,"dataChange":true}}""",
            """{"remove":{"path":"b.parquet","dataChange":true,"deletionTimestamp":-9223372036854775808}}""");
        foreach (var name in new[] { "99999999999999999999.json", $"{1:D20}.checkpoint.0000000001.9999999999.parquet" }) File.WriteAllText(Path.Combine(scratch.Log, name), "");

        using var table = scratch.Open();
        table.Versions().First().Time.ShouldBe(new Instant(Instant.Max.Microseconds - 999));
        table.Snapshot().Version.ShouldBe(1);
        table.Vacuum().ShouldBe(new(0, 0, 0));
        scratch.Sources.Reader.Snapshot(scratch.Source()).Versions.ShouldBe([new("events", 1)]);
    }

    private static void SetTime(DeltaScratch scratch, long version, string time) =>
        File.SetLastWriteTimeUtc(Path.Combine(scratch.Log, $"{version:D20}.json"), DeltaScratch.At(time).ToDateTimeOffset().UtcDateTime);

    [Fact]
    public void Damage_IsNamed()
    {
        using var scratch = new DeltaScratch();
        Complaint("QRN3034", "there is no such folder");
        Directory.CreateDirectory(scratch.Table);
        Complaint("QRN3034", "the folder is not a Delta table");
        scratch.WriteCommit(1, """{"txn":{"appId":"a","version":1}}""");
        Complaint("QRN3037", "damaged at '00000000000000000000.json'");
        scratch.WriteCommit(0, Protocol);
        Complaint("QRN3037", "no action is a metaData");
        scratch.WriteCommit(0, DeltaRs);
        scratch.WriteCommit(3, """{"txn":{"appId":"a","version":1}}""");
        Complaint("QRN3037", "damaged at '00000000000000000002.json'");
        scratch.WriteCommit(2, """{"add":{"path":"x.parq""");
        Complaint("QRN3037", "A line is no action");
        scratch.WriteCommit(2, """{"add":{"size":1}}""");
        Complaint("QRN3037", "A line is no action");
        scratch.WriteCommit(2, DeltaRs.Replace("""\"fields\":""", """\"felds\":""", StringComparison.Ordinal));
        Complaint("QRN3037", "The table's schema cannot be read");
        File.Delete(Path.Combine(scratch.Log, $"{2:D20}.json"));
        File.CreateSymbolicLink(Path.Combine(scratch.Log, $"{2:D20}.json"), $"{2:D20}.json");
        Complaint("QRN3029", "Too many levels of symbolic links");
        File.Delete(Path.Combine(scratch.Log, $"{2:D20}.json"));
        scratch.WriteCommit(2);
        File.WriteAllText(Path.Combine(scratch.Log, $"{3:D20}.checkpoint.parquet"), "no parquet");
        Complaint("QRN3037", "damaged at '00000000000000000003.checkpoint.parquet'");

        void Complaint(string code, string says)
        {
            var finding = Should.Throw<QuernException>(() => scratch.Open()).Findings.ShouldHaveSingleItem();
            (finding.Code, finding.ToString().Contains(says)).ShouldBe((code, true), finding.ToString());
        }
    }
}
