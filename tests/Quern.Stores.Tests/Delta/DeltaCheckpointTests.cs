using System.Text.Json.Nodes;
using Quern.Stores.Tests.DuckDb;

namespace Quern.Stores.Tests.Delta;

public sealed class DeltaCheckpointTests
{
    [Fact]
    public void Checkpoint_HasTheProtocolsSchema_AndLeadsReaders()
    {
        using var scratch = new DeltaScratch();
        using var duck = new DuckScratch();
        using var table = scratch.Create(byDay: true, options: new() { CheckpointEvery = 3 });
        for (var i = 0; i < 2; i++) DeltaScratch.Append(table, new("app", i), ("2001-03-01", i, null)).Warning.ShouldBeNull();
        table.Compact(TestContext.Current.CancellationToken);

        var file = Path.Combine(scratch.Log, $"{3:D20}.checkpoint.parquet");
        duck.Execute($"CREATE TABLE c AS SELECT * FROM '{file}'");
        duck.Scalar("""
            SELECT count(*) FROM (DESCRIBE c) AS d(name, type) WHERE (name, type) IN (
              ('txn', 'STRUCT(appId VARCHAR, "version" BIGINT, lastUpdated BIGINT)'),
              ('add', 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR))'),
              ('remove', 'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)'),
              ('metaData', 'STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, "options" MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], "configuration" MAP(VARCHAR, VARCHAR), createdTime BIGINT)'),
              ('protocol', 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])'))
            """).ShouldBe(5);
        duck.Scalar("SELECT count(*) FROM c WHERE (add IS NOT NULL)::INT + (remove IS NOT NULL)::INT + (txn IS NOT NULL)::INT + (metaData IS NOT NULL)::INT + (protocol IS NOT NULL)::INT = 1").ShouldBe(6);
        duck.Scalar("SELECT count(*) FROM c WHERE add.partitionValues['date'] = '2001-03-01' AND NOT add.dataChange AND add.stats LIKE '{\"numRecords\":2,%'").ShouldBe(1);
        duck.Scalar("SELECT count(*) FROM c WHERE protocol IS NOT NULL AND protocol.readerFeatures IS NULL AND protocol.writerFeatures IS NULL").ShouldBe(1);
        JsonNode.Parse(File.ReadAllText(Path.Combine(scratch.Log, "_last_checkpoint")))!.ToJsonString().ShouldBe($$"""{"version":3,"size":6,"sizeInBytes":{{new FileInfo(file).Length}},"numOfAddFiles":1}""");

        // Without the commits it says the same.
        for (var version = 0; version < 3; version++) File.Delete(Path.Combine(scratch.Log, $"{version:D20}.json"));
        using var fresh = scratch.Open();
        var (old, now) = (table.Snapshot(), fresh.Snapshot());
        now.Files.Values.Select(add => (add.Path, add.Size, add.Stats, add.PartitionValue("date"))).ShouldBe(old.Files.Values.Select(add => (add.Path, add.Size, add.Stats, add.PartitionValue("date"))));
        now.Tombstones.Keys.ShouldBe(old.Tombstones.Keys);
        now.Transactions.Values.ShouldBe(old.Transactions.Values);
        (now.MetaData!.SchemaString, now.MetaData.Property("quern.timeColumn"), now.TransactionVersion("app")).ShouldBe((old.MetaData!.SchemaString, "t", 1));
        scratch.Ids().ShouldBe([0, 1]);
    }

    [Fact]
    public void Checkpoint_ThatCannotBeWritten_IsAWarning_AndTheCommitIsThere()
    {
        using var scratch = new DeltaScratch();
        using var table = scratch.Create(options: new() { CheckpointEvery = 1 });
        Directory.CreateDirectory(Path.Combine(scratch.Log, $"{1:D20}.checkpoint.parquet"));
        var commit = DeltaScratch.Append(table, null, ("2001-03-01", 1, null));
        (commit.Version, commit.IsNew, commit.Warning!.Severity).ShouldBe((1, true, Severity.Warning));
        Directory.EnumerateFiles(scratch.Log, ".*").ShouldBeEmpty();
        scratch.Ids().ShouldBe([1]);
        DeltaScratch.Append(table, null, ("2001-03-01", 2, null)).Warning.ShouldBeNull();
        scratch.Ids().ShouldBe([1, 2]);
    }
}
