using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Stores.Delta;
using Quern.Stores.Objects;
using Quern.Stores.Sources;
using Quern.Stores.Tests.Sources;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Objects;

/// <summary>Parquet objects come as far as they are read: the same rows as from files, for fewer bytes.</summary>
public sealed class ParquetPartsTests : IDisposable
{
    private const long FooterBytes = 70_000;
    private readonly ObjectScratch _scratch = new();

    [Fact]
    public void Columns_OfAWideObject_AreAllThatComes_AndOnce()
    {
        var bytes = _scratch.Wide("wide/a.parquet", 15_000, 5000);
        var source = Wide("wide/*.parquet", "customer", "gift", "d7", "d40");
        using (var reader = _scratch.NewReader())
        {
            reader.Check(source).ShouldBeEmpty();
            reader.EstimateRows(source).ShouldBe(15_000);
            reader.Snapshot(source).Files.ShouldHaveSingleItem().Bytes.ShouldBe(bytes);
            _scratch.TakeRead().ShouldBeInRange(1, FooterBytes);
            ObjectScratch.Scan(reader, source, [0, 1, 3]).ShouldBe(Expected("wide/a.parquet", source, [0, 1, 3]));
            var three = _scratch.TakeRead();
            three.ShouldBeInRange(1, bytes / 10);
            // One column more is brought alone.
            ObjectScratch.Scan(reader, source, [0, 4]).ShouldBe(Expected("wide/a.parquet", source, [0, 4]));
            _scratch.TakeRead().ShouldBeInRange(1, bytes / 40);
            ObjectScratch.Scan(reader, source, [3, 4]);
            _scratch.TakeRead().ShouldBe(0);
        }

        // As long as the object, and on the disk what came.
        _scratch.Cached(".parts").ShouldHaveSingleItem();
        _scratch.CachedBytes().ShouldBeLessThan(bytes / 8);
        using var again = _scratch.NewReader(_scratch.NewStorage());
        again.Check(source).ShouldBeEmpty();
        ObjectScratch.Scan(again, source, [0, 1, 3, 4]).ShouldBe(Expected("wide/a.parquet", source, [0, 1, 3, 4]));
        _scratch.TakeRead().ShouldBe(0);
    }

    [Fact]
    public void Objects_OfWhichMuchIsWanted_OrThatAreShort_ComeWhole()
    {
        var bytes = _scratch.Parquet("narrow.parquet", $"SELECT make_timestamp(i) AS t, {string.Join(", ", Enumerable.Range(0, 40).Select(k => $"hash(i * 64 + {k})::DOUBLE AS d{k}"))} FROM range(5000) r(i)");
        using var reader = _scratch.NewReader();
        var narrow = SourceCases.Of(SourceFormat.Parquet, ObjectScratch.LocationOf("narrow.parquet"), [.. Enumerable.Range(10, 21).Select(k => SourceCases.Nullable($"d{k}", ValueKind.Float64))]);
        reader.Check(narrow).ShouldBeEmpty();
        _scratch.TakeRead().ShouldBeLessThan(FooterBytes);
        ObjectScratch.Scan(reader, narrow).ShouldBe(Expected("narrow.parquet", narrow));
        _scratch.TakeRead().ShouldBe(bytes);
        bytes = _scratch.Wide("short.parquet", 1000);
        bytes.ShouldBeLessThan(ObjectFiles.LeastInParts);
        reader.Check(Wide("short.parquet")).ShouldBeEmpty();
        _scratch.TakeRead().ShouldBe(bytes);
        ObjectScratch.Scan(reader, Wide("short.parquet", "d3")).ShouldBe(Expected("short.parquet", Wide("short.parquet", "d3")));
        _scratch.TakeRead().ShouldBe(0);
    }

    [Fact]
    public void Query_BringsFootersToBePlanned_AndAllToBeRead()
    {
        var bytes = _scratch.Wide("wide.parquet", 5000);
        var input = Wide("wide.parquet", "d3") with { Name = "wide" };
        var query = SourceCases.Of(SourceFormat.Sql, "SELECT t, max(d3) AS most FROM wide WHERE customer = 'c3' GROUP BY t", SourceCases.Nullable("most", ValueKind.Float64)) with { Inputs = [input] };
        using var reader = _scratch.NewReader();
        reader.Check(query).ShouldBeEmpty();
        reader.EstimateRows(query).ShouldBe(5000);
        _scratch.TakeRead().ShouldBeInRange(1, FooterBytes);
        ObjectScratch.Scan(reader, query).Length.ShouldBe(250);
        _scratch.TakeRead().ShouldBe(bytes);
    }

    [Fact]
    public void Tables_InObjectStorage_BringColumnsOfTheirFiles()
    {
        var schema = new RowSchema("Row", [new Field("t", "Time", ValueKind.Timestamp, false), SourceCases.Nullable("customer", ValueKind.String), .. Enumerable.Range(0, 58).Select(k => SourceCases.Nullable($"d{k}", ValueKind.Float64))]);
        var (random, bytes) = (new Random(1), 0L);
        using (var table = DeltaTable.OpenOrCreate(TablePlace.Of(Path.Combine(_scratch.PathOf("table"))), new(schema) { TimeColumn = "t", DateColumn = "day" }, TimeProvider.System))
            for (var day = 0; day < 2; day++)
            {
                var batch = new EventBatch(schema) { Count = 5000 };
                for (var row = 0; row < batch.Count; row++)
                    for (var field = 0; field < schema.Fields.Count; field++)
                        RecordField.Append(field switch { 0 => new Instant(day * 86_400 * Instant.PerSecond + row), 1 => "c" + random.Next(20), _ => random.NextDouble() }, batch[field]);
                using var rows = table.BeginAppend();
                rows.Add(batch, TestContext.Current.CancellationToken);
                rows.Commit(null, TestContext.Current.CancellationToken);
            }

        foreach (var file in Directory.EnumerateFiles(_scratch.PathOf("table"), "*.parquet", SearchOption.AllDirectories)) bytes += new FileInfo(file).Length;
        var source = SourceCases.Of(SourceFormat.Delta, ObjectScratch.LocationOf("table"), SourceCases.Nullable("customer", ValueKind.String), SourceCases.Nullable("day", ValueKind.Timestamp), SourceCases.Nullable("d5", ValueKind.Float64), SourceCases.Nullable("d50", ValueKind.Float64));
        using var reader = _scratch.NewReader();
        reader.Check(source).ShouldBeEmpty();
        reader.EstimateRows(source).ShouldBe(10_000);
        _scratch.TakeRead().ShouldBeLessThan(2 * FooterBytes + 30_000);
        using var files = new DuckSourceReader(_scratch.Folder, new DuckResources { Threads = 2 });
        foreach (var fields in new int[][] { [0, 1, 3], [0, 2], [0, 4], [0, 1, 2, 3, 4] })
            ObjectScratch.Scan(reader, source, fields).ShouldBe(ObjectScratch.Scan(files, source with { Location = $"{ObjectScratch.Bucket}/table" }, fields));
        _scratch.TakeRead().ShouldBeLessThan(bytes / 8);
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Rows_OfSeveralObjects_AreThoseOfFiles_WhateverColumnsAreRead(int seed)
    {
        var random = new Random(seed);
        string[] keys = [.. Enumerable.Range(0, 2).Select(i => $"some/{i}.parquet")];
        foreach (var key in keys) _scratch.Wide(key, random.Next(2500, 4000), random.Next(2048, 2600), random.Next(1000));
        var source = Wide("some/*.parquet", [.. Enumerable.Range(0, 57).Where(_ => random.Next(6) == 0).Select(k => $"d{k}"), "customer", "gift"]);
        using var files = new DuckSourceReader(_scratch.Folder, new DuckResources { Threads = 2 });
        var local = source with { Location = $"{ObjectScratch.Bucket}/some/*.parquet" };
        using var reader = _scratch.NewReader();
        for (var round = 0; round < 4; round++)
        {
            int[] fields = [0, .. Enumerable.Range(1, source.Schema.Fields.Count - 1).Where(_ => random.Next(4) == 0)];
            Interval? times = random.Next(3) == 0 ? null : new Interval(new Instant(random.Next(2000)), new Instant(random.Next(2000, 5000)));
            ObjectScratch.Scan(reader, source, fields, times).ShouldBe(ObjectScratch.Scan(files, local, fields, times), $"seed {seed}, round {round}");
        }

        _scratch.TakeRead().ShouldBeLessThan(keys.Sum(key => _scratch.Find(key).Bytes) / 2);
    }

    [Fact]
    public void Several_ThatReadOtherColumnsAtOnce_AllGetTheirs_WhileRoomIsMade()
    {
        for (var i = 0; i < 3; i++) _scratch.Wide($"{i}.parquet", 2500, 2048, i);
        var expected = Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 5).Select(k => Expected($"{i}.parquet", Wide($"{i}.parquet", $"d{k}"))).ToArray()).ToArray();
        using var shared = _scratch.NewReader();
        Parallel.For(0, 10, new ParallelOptions { MaxDegreeOfParallelism = 6 }, round =>
        {
            // Half as processes of their own, with room for little; half in one piece of work.
            using var storage = _scratch.NewStorage(300_000);
            using var own = _scratch.NewReader(storage);
            var random = new Random(round);
            for (var step = 0; step < 4; step++)
            {
                var (i, k) = (random.Next(3), random.Next(5));
                ObjectScratch.Scan(round % 2 == 0 ? own : shared, Wide($"{i}.parquet", $"d{k}")).ShouldBe(expected[i][k]);
            }
        });
    }

    public void Dispose() => _scratch.Dispose();

    private static SourceDefinition Wide(string key, params string[] columns) => SourceCases.Of(SourceFormat.Parquet, ObjectScratch.LocationOf(key), [.. columns.Select(name => SourceCases.Nullable(name, name switch
    {
        "customer" => ValueKind.String,
        "gift" => ValueKind.Boolean,
        _ => ValueKind.Float64,
    }))]);

    private string[] Expected(string key, SourceDefinition source, IReadOnlyList<int>? fields = null)
    {
        using var reader = new DuckSourceReader(_scratch.Folder, new DuckResources { Threads = 2 });
        return ObjectScratch.Scan(reader, source with { Location = $"{ObjectScratch.Bucket}/{key}" }, fields);
    }
}
