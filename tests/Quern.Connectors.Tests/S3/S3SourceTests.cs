using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quern.Connectors.Tests.Postgres.Sources;
using Quern.Engine.Sources;
using Quern.Stores.Delta;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Connectors.Tests.S3;

/// <summary>Sources in object storage: the same bits as from files, and what is told when they cannot be read.</summary>
public sealed class S3SourceTests : IDisposable
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private readonly S3Place _place = new();

    [Theory]
    [InlineData(1), InlineData(2)]
    public void TrainingSet_IsTheSame_FromFilesAndFromObjects_WhileTheStoreFails(int seed)
    {
        var random = new Random(seed);
        var orders = RandomOrders.Make(random, 2000);
        var spine = Enumerable.Range(0, 300).Select(_ => (Customer: "c" + random.Next(22), At: RandomOrders.Start.AddTicks(random.NextInt64(4 * TimeSpan.TicksPerDay)))).ToArray();
        File.WriteAllText(Path.Combine(_place.Folder, "orders.csv"), RandomOrders.Csv(orders));
        using var files = new DuckSourceReader(_place.Folder, new DuckResources { Threads = 2 });
        var expected = SameBitsTests.Answers(files, OrderFeatures.InCsv, spine);
        expected.ShouldContain(line => line.EndsWith(" null", StringComparison.Ordinal), $"seed {seed}");
        Put(orders);

        _place.Server.Faults = new(seed, 0.2, S3Fault.Error500, S3Fault.SlowDown503, S3Fault.CutBefore, S3Fault.CutAfter, S3Fault.TornAnswer);
        using var reader = new DuckSourceReader(_place.Folder, new DuckResources { Threads = 2 }, storage: _place.Storage);
        foreach (var (format, location) in new[] { ("csv", "in/*.csv"), ("csv", "in/orders-[12].csv"), ("csv", "gz/**/orders.csv.gz"), ("ndjson", "in/*.ndjson"), ("delta", "table"), ("delta", "table/"), ("parquet", "table/*.parquet") })
            SameBitsTests.Answers(reader, OrderFeatures.In(format, $"s3://{S3Place.Bucket}/{location}"), spine).ShouldBe(expected, $"seed {seed}, {location}");
        _place.Server.Faults.Count.ShouldBeGreaterThan(5);
        // Objects once read are not asked for again.
        _place.Server.Faults = null;
        _place.Server.Seen.Clear();
        using var again = new DuckSourceReader(_place.Folder, storage: _place.NewStorage());
        SameBitsTests.Answers(again, OrderFeatures.In("csv", $"s3://{S3Place.Bucket}/in/*.csv"), spine);
        _place.Server.Seen.ShouldHaveSingleItem().ShouldBe($"GET /{S3Place.Bucket}/");
    }

    [Fact]
    public void Snapshot_ChangesWithTheContent_AndNamesObjects_OnEveryMachine()
    {
        Put(RandomOrders.Make(new(1), 20));
        SourceSnapshot Look()
        {
            using var reader = new DuckSourceReader(_place.Folder, storage: _place.NewStorage());
            return reader.Snapshot(OrderFeatures.In("csv", $"s3://{S3Place.Bucket}/in/orders-*.csv").Orders.Definition);
        }

        var first = Look();
        first.Files.Select(file => file.Path).ShouldBe([$"s3://{S3Place.Bucket}/in/orders-1.csv", $"s3://{S3Place.Bucket}/in/orders-2.csv"]);
        Look().Id.ShouldBe(first.Id);
        // To look is not to read.
        _place.Asked("GET", "orders-1.csv").ShouldBe(0);
        var item = _place.Server.Buckets[S3Place.Bucket].Items["in/orders-1.csv"];
        _place.Server.Buckets[S3Place.Bucket].Items["in/orders-1.csv"] = item with { Tag = "\"0123\"" };
        Look().Id.ShouldNotBe(first.Id);
    }

    [Theory]
    [InlineData("csv", "s3://data-bucket/in/*.tsv", "QRN6806", "source 'orders': no object matches 's3://data-bucket/in/*.tsv'")]
    [InlineData("csv", "s3://data-bucket/in", "QRN6806", "Name an object, or objects with a pattern")]
    [InlineData("csv", "s3://data-bucket", "QRN6806", "no object matches")]
    [InlineData("parquet", "s3://other-bucket/in/*.csv", "QRN6802", "source 'orders': bucket 'other-bucket' does not exist")]
    [InlineData("csv", "s3://Not_A_Bucket/in", "QRN6800", "is no location of objects")]
    [InlineData("delta", "s3://data-bucket/in", "QRN3034", "")]
    [InlineData("parquet", "s3://data-bucket/in/orders-1.csv", "QRN3022", "file 's3://data-bucket/in/orders-1.csv' cannot be read as parquet")]
    [InlineData("csv", "s3://data-bucket/in/other.csv", "QRN3023", "The columns of 's3://data-bucket/in/other.csv'")]
    public void Source_ThatCannotBeRead_IsSaid_ByItsName(string format, string location, string code, string text)
    {
        Put(RandomOrders.Make(new(1), 20));
        _place.Store.Put("in/other.csv", "a,b\n1,2\n"u8.ToArray(), Never);
        using var reader = new DuckSourceReader(_place.Folder, storage: _place.Storage);
        var findings = Check(reader, OrderFeatures.In(format, location));
        findings[0].Code.ShouldBe(code, findings[0].ToString());
        findings[0].ToString().ShouldContain(text);
    }

    [Fact]
    public void Settings_WithoutStorage_AreSaid()
    {
        using var reader = new DuckSourceReader(_place.Folder);
        Check(reader, OrderFeatures.In("csv", "s3://data-bucket/in/*.csv"))[0].ToString().ShouldContain("is in object storage, and the settings name none");
    }

    [Fact]
    public void Object_ThatIsReplacedBetweenListAndRead_IsSaid()
    {
        Put(RandomOrders.Make(new(1), 20));
        _place.Server.Before = (method, key) =>
        {
            if (method == "GET" && key == "in/orders-1.csv") _place.Server.With(() => _place.Server.Buckets[S3Place.Bucket].Put(key, "id\n"u8.ToArray(), "\"new\"", DateTimeOffset.UtcNow));
        };
        using var reader = new DuckSourceReader(_place.Folder, storage: _place.Storage);
        Check(reader, OrderFeatures.In("csv", $"s3://{S3Place.Bucket}/in/orders-1.csv"))[0].ToString().ShouldContain("source 'orders': object 's3://data-bucket/in/orders-1.csv' was replaced or removed while it was read");
    }

    public void Dispose() => _place.Dispose();

    private static IReadOnlyList<Finding> Check(DuckSourceReader reader, OrderFeatures features)
    {
        try
        {
            return reader.Check(features.Orders.Definition);
        }
        catch (QuernException told)
        {
            return told.Findings;
        }
    }

    private void Put(Order[] orders)
    {
        void Write(string key, string text) => _place.Store.Put(key, Encoding.UTF8.GetBytes(text), Never);
        Write("in/", "");
        Write("in/orders-1.csv", RandomOrders.Csv(orders[..(orders.Length / 2)]));
        Write("in/orders-2.csv", RandomOrders.Csv(orders[(orders.Length / 2)..]));
        Write("in/orders.ndjson", string.Concat(orders.Select(order => JsonSerializer.Serialize(new { id = order.Id, customer = order.Customer, amount = order.Amount, items = order.Items, gift = order.Gift, shop = order.Shop, at = Instant.From(order.At).ToString() }) + "\n")));
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(RandomOrders.Csv(orders)));
        _place.Store.Put("gz/2024/05/orders.csv.gz", zipped.ToArray(), Never);
        var schema = OrderFeatures.InParquet.Orders.Definition.Schema;
        using var table = DeltaTable.OpenOrCreate(TablePlace.Of(_place.Storage, new(S3Place.Bucket, "table")), new(schema), TimeProvider.System);
        foreach (var part in orders.Chunk(orders.Length / 3 + 1))
        {
            using var rows = table.BeginAppend();
            rows.Add(RecordField.Batch(schema, part), Never);
            rows.Commit(null, Never);
        }
    }
}
