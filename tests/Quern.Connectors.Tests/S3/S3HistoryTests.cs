using System.Security.Cryptography;
using Quern.Connectors.Tests.Postgres.Sources;
using Quern.Engine.Sources;
using Quern.Engine.Streams;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Stores.Streams;
using Quern.Testing;
using Quern.Testing.Online;
using Quern.Time;

namespace Quern.Connectors.Tests.S3;

/// <summary>Delta tables in object storage: those of streams are the ones of a folder to the bit, several write at once, and what dies leaves nothing that is read.</summary>
public sealed class S3HistoryTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly S3Place _place = new();
    private readonly Clock _clock = new();

    private TablePlace History => TablePlace.Of(_place.Storage, new(S3Place.Bucket, "history"));

    [Fact]
    public void StreamsTable_IsThatOfAFolder_ToTheBit_WhileTheStoreFails()
    {
        using var streams = new MemoryOnlineStore();
        var random = new Random(11);
        _place.Server.Faults = new(11, 0.2, S3Fault.Error500, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        for (var round = 0; round < 19; round++)
        {
            Push(streams, random, 1 + random.Next(200));
            // Writers come one after the other, and find where the table is.
            using var local = new StreamHistory(new(streams), new DeltaHistoryTables(TablePlace.Of(_place.Folder), _clock));
            using var remote = new StreamHistory(new(streams), new DeltaHistoryTables(History, _clock));
            remote.Write("sales", Never).ShouldBe(local.Write("sales", Never));
            remote.Write("sales", Never).ShouldBe(0);
        }

        _place.Server.Faults = null;
        using var folder = DeltaTable.Open(Path.Combine(_place.Folder, "sales"), _clock);
        using var objects = DeltaTable.Open(History.Under("sales"), _clock);
        objects.Snapshot().Version.ShouldBe(folder.Snapshot().Version);
        objects.Snapshot().Rows.ShouldBe(folder.Snapshot().Rows);
        objects.Versions().Select(version => $"{version.Version} {version.Operation} {version.Rows} {version.FilesAdded} {version.FilesRemoved}").ShouldBe(folder.Versions().Select(version => $"{version.Version} {version.Operation} {version.Rows} {version.FilesAdded} {version.FilesRemoved}"));
        DeltaHistoryTables.NextOf(objects.Snapshot(), "sales").ShouldBe(DeltaHistoryTables.NextOf(folder.Snapshot(), "sales"));
        History.Tables().ShouldBe(["sales"]);
        // The data files of both are the same bytes, also those that were put together.
        Download("history/sales/", Path.Combine(_place.Folder, "downloaded"));
        string[] Hashes(string table) => [.. Directory.GetFiles(table, "*.parquet").Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))).Order(StringComparer.Ordinal)];
        Hashes(Path.Combine(_place.Folder, "downloaded")).ShouldBe(Hashes(Path.Combine(_place.Folder, "sales")));
        // A log is read alike by whoever finds it in a folder, checkpoints too.
        using var downloaded = DeltaTable.Open(Path.Combine(_place.Folder, "downloaded"), _clock);
        downloaded.Snapshot().Version.ShouldBe(folder.Snapshot().Version);
        Directory.GetFiles(Path.Combine(_place.Folder, "downloaded", "_delta_log"), "*.checkpoint.parquet").ShouldNotBeEmpty();
    }

    [Fact]
    public void Log_ThatWasTakenBack_WritesNothingMore()
    {
        using (var streams = new MemoryOnlineStore())
        {
            Push(streams, new(1), 50);
            using var history = new StreamHistory(new(streams), new DeltaHistoryTables(History, _clock));
            history.Write("sales", Never).ShouldBe(50);
        }

        using var earlier = new MemoryOnlineStore();
        Push(earlier, new(1), 20);
        using var again = new StreamHistory(new(earlier), new DeltaHistoryTables(History, _clock));
        var told = Should.Throw<QuernException>(() => again.Write("sales", Never)).Findings[0];
        told.Code.ShouldBe("QRN6813");
        told.Message.ShouldBe("the table of stream 'sales' in 's3://data-bucket/history' has 50 events, the log 20");
    }

    [Fact]
    public void Writers_AtOnce_AllCommit_AndNoneTwice_WhileTheStoreFails()
    {
        const int Writers = 3;
        const int Commits = 12;
        var (schema, orders) = (OrderFeatures.InParquet.Orders.Definition.Schema, RandomOrders.Make(new(3), Writers * Commits));
        var place = TablePlace.Of(_place.Storage, new(S3Place.Bucket, "table"));
        _place.Server.Faults = new(7, 0.15, S3Fault.Error500, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            using var storage = _place.NewStorage();
            using var table = DeltaTable.OpenOrCreate(TablePlace.Of(storage, new(S3Place.Bucket, "table")), new(schema), TimeProvider.System, null, new DuckResources { Threads = 1 });
            for (var i = 0; i < Commits; i++)
            {
                using var rows = table.BeginAppend();
                rows.Add(RecordField.Batch(schema, [orders[writer * Commits + i]]), Never);
                rows.Commit(new($"writer {writer}", i), Never).IsNew.ShouldBeTrue();
            }
        });
        _place.Server.Faults = null;
        using var all = DeltaTable.Open(place, TimeProvider.System);
        all.Snapshot().Rows.ShouldBe(Writers * Commits);
        all.Snapshot().Version.ShouldBe(Writers * Commits);
        var before = Rows();
        all.Compact(Never).FilesAfter.ShouldBe(1);
        all.Snapshot().FileCount.ShouldBe(1);
        Rows().ShouldBe(before);
    }

    [Fact]
    public void Writer_ThatDiesBeforeItsCommit_LeavesAnOrphan_WhichVacuumTakes()
    {
        var schema = OrderFeatures.InParquet.Orders.Definition.Schema;
        using var table = DeltaTable.OpenOrCreate(TablePlace.Of(_place.Storage, new(S3Place.Bucket, "table")), new(schema), _clock);
        Append(table, schema, 1);
        _place.Server.Denies = (method, key) => method == "PUT" && key.Contains("_delta_log/0", StringComparison.Ordinal);
        Should.Throw<QuernException>(() => Append(table, schema, 2)).Findings[0].Code.ShouldBe("QRN6803");
        _place.Server.Denies = (_, _) => false;
        table.Snapshot().Rows.ShouldBe(1);
        DataFiles().ShouldBe(2);
        table.Vacuum().DataFiles.ShouldBe(0);
        Append(table, schema, 3);
        // What is older than the retention, and in no version, goes.
        _clock.Now = DateTimeOffset.UtcNow.AddDays(8);
        table.Vacuum().DataFiles.ShouldBe(1);
        DataFiles().ShouldBe(2);
        table.Snapshot().Rows.ShouldBe(2);
        Rows().ShouldContain(line => !line.EndsWith(" null", StringComparison.Ordinal));
    }

    [Fact]
    public void Upload_ThatIsTorn_LeavesTheTableAsItWas_AndIsMadeAgain()
    {
        var file = Path.Combine(_place.Folder, "large.bin");
        var content = new byte[40 << 20];
        new Random(2).NextBytes(content);
        File.WriteAllBytes(file, content);
        var parts = 0;
        _place.Server.Denies = (method, key) => method == "PUT" && key == "large.bin" && Interlocked.Increment(ref parts) == 3;
        Should.Throw<QuernException>(() => Put(file)).Findings[0].Code.ShouldBe("QRN6803");
        _place.Server.Buckets[S3Place.Bucket].Items.ShouldBeEmpty();
        _place.Server.Buckets[S3Place.Bucket].Uploads.ShouldBeEmpty();
        _place.Server.Faults = new(9, 0.3, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.SlowDown503);
        Put(file);
        _place.Server.Faults = null;
        _place.Server.Buckets[S3Place.Bucket].Items["large.bin"].Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    public void Dispose() => _place.Dispose();

    // The files of a table are put as this puts a training set.
    private void Put(string file)
    {
        using var staged = Stores.TrainingSets.StagedOutput.Of($"s3://{S3Place.Bucket}/large.bin", _place.Folder, _place.Storage);
        File.Copy(file, staged.File);
        staged.Publish(Never);
    }

    private void Append(DeltaTable table, Schema.RowSchema schema, int seed)
    {
        using var rows = table.BeginAppend();
        rows.Add(RecordField.Batch(schema, RandomOrders.Make(new(seed), 1)), Never);
        rows.Commit(null, Never);
    }

    private int DataFiles() => _place.Server.Buckets[S3Place.Bucket].Items.Keys.Count(key => key.StartsWith("table/part-", StringComparison.Ordinal));

    private string[] Rows()
    {
        using var reader = new DuckSourceReader(_place.Folder, storage: _place.NewStorage());
        var spine = Enumerable.Range(0, 20).Select(i => ($"c{i}", RandomOrders.Start.AddDays(9))).ToArray();
        return SameBitsTests.Answers(reader, OrderFeatures.In("delta", $"s3://{S3Place.Bucket}/table"), spine);
    }

    private void Download(string prefix, string folder)
    {
        foreach (var item in _place.Store.List(prefix, null, Never))
        {
            var path = Path.Combine(folder, item.Key[prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, _place.Store.Get(item.Key, Never)!.Content);
        }
    }

    private static void Push(MemoryOnlineStore streams, Random random, int count)
    {
        using var state = new MemoryOnlineStore();
        using var ingest = new StreamIngest(streams, state, new FakeClock(Instant.From(Noon.AddHours(1))), new());
        ingest.Use(SalesFeatures.Plan(new SalesFeatures()));
        var sales = Enumerable.Range(0, count).Select(_ => new Sale { At = Noon.AddSeconds(random.Next(3000)), Id = $"{random.Next(1000)}", Customer = $"c{random.Next(9)}", Amount = random.NextDouble() * 100, Shop = random.Next(4) == 0 ? null : "s" }).ToArray();
        ingest.PushAsync("sales", RecordField.Batch(ingest.SchemaOf("sales"), sales)).GetAwaiter().GetResult().Accepted.ShouldBe(count);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
