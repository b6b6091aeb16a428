using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Stores.Delta;
using Quern.Stores.Streams;
using Quern.Stores.Tests.Delta;
using Quern.Stores.Tests.Sources;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Streams;

public sealed class StreamHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SetClock _clock = new();

    [Fact]
    public void Events_AreInTheTableOnce_WithWhenTheyWereKnownAndWhatTheyReplace()
    {
        using var scratch = new SourceScratch();
        using var streams = new MemoryOnlineStore();
        using var history = new StreamHistory(new(streams), new DeltaHistoryTables(TablePlace.Of(scratch.Folder), _clock));
        Write(history).ShouldBe(0);
        Push(streams, new Sales(), new Sale { At = Noon, Shop = "a", Units = 1, Id = 7 }, new Sale { At = Noon, Shop = "b", Units = 2 });
        Write(history).ShouldBe(2);
        Write(history).ShouldBe(0);
        Push(streams, new Sales(), new Sale { At = Noon.AddSeconds(1), Shop = "a", Units = 5, Id = 7 });
        Write(history).ShouldBe(1);

        Rows(scratch, Field("shop", ValueKind.String), Field("units", ValueKind.Int64), Field("id", ValueKind.Int64), Field(StreamExport.Sequence, ValueKind.Int64), Field(StreamExport.Replaces, ValueKind.Int64))
            .ShouldBe(["a 1 7 0 null", "b 2 null 1 null", "a 5 7 2 0"]);
        Rows(scratch, Field(StreamExport.KnownAt, ValueKind.Timestamp)).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Record_ThatGainsLosesAndWidensFields_KeepsItsTable()
    {
        using var scratch = new SourceScratch();
        using var streams = new MemoryOnlineStore();
        using var history = new StreamHistory(new(streams), new DeltaHistoryTables(TablePlace.Of(scratch.Folder), _clock));
        Push(streams, new Sales(), new Sale { At = Noon, Shop = "a", Units = 1, Id = 7 });
        Write(history).ShouldBe(1);
        Push(streams, new Sales(), new Sale { At = Noon, Shop = "b", Units = 2, Id = 8 });
        Push(streams, new LaterSales(), new LaterSale { At = Noon, Shop = "c", Units = 1L << 40, Note = "large" });
        Write(history).ShouldBe(2);

        Rows(scratch, Field("shop", ValueKind.String), Field("units", ValueKind.Int64), Field("id", ValueKind.Int64), Field("note", ValueKind.String))
            .ShouldBe(["a 1 7 null", "b 2 8 null", "c 1099511627776 null large"]);
    }

    [Fact]
    public void Writers_ThatComeOneAfterTheOther_GoOnWhereTheTableIs_AndKeepItsFilesFew()
    {
        using var scratch = new SourceScratch();
        using var streams = new MemoryOnlineStore();
        for (var i = 0; i < 40; i++)
        {
            Push(streams, new Sales(), new Sale { At = Noon, Shop = "a", Units = i });
            using var history = new StreamHistory(new(streams), new DeltaHistoryTables(TablePlace.Of(scratch.Folder), _clock));
            Write(history).ShouldBe(1);
        }

        Rows(scratch, Field("units", ValueKind.Int64)).ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i}"));
        using var table = DeltaTable.Open(DeltaHistoryTables.TableOf(scratch.Folder, "sales"), _clock);
        table.Snapshot().FileCount.ShouldBeLessThan(20);
        DeltaHistoryTables.NextOf(table.Snapshot(), "sales").ShouldBe(40);
    }

    [Fact]
    public void Table_WithALargeFile_KeepsItsSmallOnesFew()
    {
        using var scratch = new SourceScratch();
        using var streams = new MemoryOnlineStore();
        using var history = new StreamHistory(new(streams), new DeltaHistoryTables(TablePlace.Of(scratch.Folder), _clock));
        WriteOne(0);
        var log = Path.Combine(DeltaHistoryTables.TableOf(scratch.Folder, "sales"), "_delta_log");
        File.WriteAllText(Path.Combine(log, $"{2:D20}.json"), """{"add":{"path":"large.parquet","partitionValues":{},"size":1000000000000,"modificationTime":1,"dataChange":false}}""");
        for (var i = 1; i < 20; i++) WriteOne(i);

        using var table = DeltaTable.Open(DeltaHistoryTables.TableOf(scratch.Folder, "sales"), _clock);
        table.Snapshot().FileCount.ShouldBeLessThan(17);

        void WriteOne(int units)
        {
            Push(streams, new Sales(), new Sale { At = Noon, Shop = "a", Units = units });
            Write(history).ShouldBe(1);
        }
    }

    private static long Write(StreamHistory history) => history.Write("sales", TestContext.Current.CancellationToken);

    private static void Push<T>(MemoryOnlineStore streams, FeatureRepository repository, params T[] events)
        where T : class
    {
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.ShouldBeEmpty();
        using var state = new MemoryOnlineStore();
        using var ingest = new StreamIngest(streams, state, new FakeClock(Instant.From(Noon.AddHours(1))), new());
        ingest.Use(plan!);
        ingest.PushAsync("sales", RecordField.Batch(ingest.SchemaOf("sales"), events)).GetAwaiter().GetResult().Accepted.ShouldBe(events.Length);
    }

    private static Schema.Field Field(string name, ValueKind kind) => new(name, name, kind, Nullable: true);

    // As any reader of Delta tables finds them, in the stream's order.
    private static string[] Rows(SourceScratch scratch, params Schema.Field[] fields)
    {
        using var reader = new SourceScratch(scratch.Folder);
        Schema.Field[] all = [.. fields.Append(Field(StreamExport.Sequence, ValueKind.Int64)).DistinctBy(field => field.Column)];
        var sequence = 1 + Array.FindIndex(all, field => field.Column == StreamExport.Sequence);
        var rows = reader.Scan(SourceCases.Of(new Schema.Field("at", "Time", ValueKind.Timestamp, false), SourceFormat.Delta, "sales", all));
        return [.. rows.OrderBy(row => row.Values[sequence].AsInt64()).Select(row => string.Join(' ', row.Values[1..(1 + fields.Length)]))];
    }
}
