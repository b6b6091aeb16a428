namespace Quern.Stores.Tests.Delta;

public sealed class DeltaFeatureTests
{
    [Theory]
    [InlineData("""{"minReaderVersion":1,"minWriterVersion":2}""", "", "", null)]
    [InlineData("""{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["appendOnly","invariants"]}""", "", "", null)]
    [InlineData("""{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz","vacuumProtocolCheck"],"writerFeatures":["timestampNtz"]}""", "", "", null)]
    [InlineData("""{"minReaderVersion":2,"minWriterVersion":5}""", "", "", null)]
    [InlineData("""{"minReaderVersion":2,"minWriterVersion":5}""", "\"delta.columnMapping.mode\":\"none\"", "", null)]
    [InlineData("""{"minReaderVersion":2,"minWriterVersion":5}""", "\"delta.columnMapping.mode\":\"name\"", "", "'columnMapping'")]
    [InlineData("""{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["columnMapping"],"writerFeatures":["columnMapping"]}""", "\"delta.columnMapping.mode\":\"id\"", "", "'columnMapping'")]
    [InlineData("""{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}""", "", "", null)]
    [InlineData("""{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}""", "", ""","deletionVector":{"storageType":"u","pathOrInlineDv":"vBn[lx{q8@P<9BNH/isA","offset":1,"sizeInBytes":36,"cardinality":2}""", "'deletionVectors'")]
    [InlineData("""{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["v2Checkpoint","typeWidening"],"writerFeatures":[]}""", "", "", "'v2Checkpoint', 'typeWidening'")]
    [InlineData("""{"minReaderVersion":4,"minWriterVersion":8}""", "", "", "'reader version 4'")]
    public void Table_IsReadUnlessItUsesAFeatureThatQuernLacks(string protocol, string property, string vector, string? missing)
    {
        using var scratch = new DeltaScratch();
        Write(scratch, protocol, property, vector);
        if (missing is null)
        {
            using var table = scratch.Open();
            table.Snapshot().FileCount.ShouldBe(1);
            return;
        }

        var finding = Should.Throw<QuernException>(() => scratch.Open()).Findings.ShouldHaveSingleItem();
        finding.Code.ShouldBe("QRN3035");
        finding.Message.ShouldEndWith($"cannot be read: the table needs {missing}");
    }

    [Theory]
    [InlineData("""{"minReaderVersion":1,"minWriterVersion":4}""", "", "'writer version 4'")]
    [InlineData("""{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["appendOnly","rowTracking","domainMetadata"]}""", "", "'rowTracking', 'domainMetadata'")]
    [InlineData("""{"minReaderVersion":1,"minWriterVersion":2}""", "delta.invariants", "'column invariants'")]
    public void Table_ThatNeedsAWriterThatKnowsMore_IsReadAndNotWritten(string protocol, string rule, string missing)
    {
        using var scratch = new DeltaScratch();
        Write(scratch, protocol, "", "", rule);
        using var table = scratch.Open();
        foreach (var write in new Action[] { () => scratch.Create(), () => table.Compact(TestContext.Current.CancellationToken), () => table.Vacuum() })
        {
            var finding = Should.Throw<QuernException>(write).Findings.ShouldHaveSingleItem();
            (finding.Code, finding.Message).ShouldBe(("QRN3035", $"Delta table '{scratch.Table}' cannot be written: the table needs {missing}"));
        }
    }

    [Fact]
    public void CheckpointOfTheSecondSpecification_IsNamedAsTheFeatureThatItIs()
    {
        using var scratch = new DeltaScratch();
        scratch.WriteCommit(7, """{"txn":{"appId":"a","version":1}}""");
        File.WriteAllText(Path.Combine(scratch.Log, $"{7:D20}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.json"), "{}");
        Should.Throw<QuernException>(() => scratch.Open()).Findings.ShouldHaveSingleItem().Message.ShouldEndWith("needs 'v2Checkpoint'");
    }

    [Fact]
    public void DeletionVector_ThatIsGoneAgain_IsNotInTheWay()
    {
        using var scratch = new DeltaScratch();
        const string Protocol = """{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}""";
        Write(scratch, Protocol, "", ""","deletionVector":{"storageType":"i","pathOrInlineDv":"x","sizeInBytes":1,"cardinality":1}""");
        scratch.WriteCommit(1, """{"remove":{"path":"x.parquet","dataChange":true,"deletionVector":{"storageType":"i"}}}""", """{"add":{"path":"y.parquet","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}""");
        using var table = scratch.Open();
        table.Snapshot().Files.Keys.ShouldBe(["y.parquet"]);
        Should.Throw<QuernException>(() => table.Snapshot(0)).Findings[0].Code.ShouldBe("QRN3035");
    }

    private static void Write(DeltaScratch scratch, string protocol, string property, string vector, string rule = "comment") => scratch.WriteCommit(
        0,
        $$"""{"protocol":{{protocol}}}""",
        $$$$"""{"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"t\",\"type\":\"timestamp\",\"nullable\":true,\"metadata\":{\"{{{{rule}}}}\":\"1\"}}]}","partitionColumns":[],"configuration":{ {{{{property}}}} }}}""",
        $$"""{"add":{"path":"x.parquet","partitionValues":{},"size":1,"modificationTime":1{{vector}},"dataChange":true} }""");
}
