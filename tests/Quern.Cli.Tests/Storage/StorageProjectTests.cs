using System.Text;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests.S3;

namespace Quern.Cli.Tests.Storage;

/// <summary>A project whose sources, training sets and history are in object storage, by configuration alone.</summary>
public sealed class StorageProjectTests : IDisposable
{
    private const string Bucket = "shop-data";
    private readonly ProjectTemplates _templates;
    private readonly S3Server _server = new();

    public StorageProjectTests(ProjectTemplates templates)
    {
        _templates = templates;
        _server.MakeBucket(Bucket);
    }

    [Fact]
    public void RowsInObjects_GiveTheSameTrainingSet_AndSoDoBucketsThatMeetOnlyThere()
    {
        using var project = _templates.Shop();
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "files.csv").Succeeded();
        Put("in/2024/purchases.csv", project.Read("data/purchases.csv"));
        Put("in/labels.csv", project.Read("labels.csv"));
        Settle(project, "shop");
        project.Replace("Shop.cs", "Csv<Purchase>(\"data/purchases.csv\"", $"Csv<Purchase>(\"s3://{Bucket}/in/**/purch*.csv\"");
        project.Quern("apply").Succeeded().ShouldContain($"location: data/purchases.csv -> s3://{Bucket}/in/**/purch*.csv");
        project.Quern("materialize", "--to", "2024-01-03").Succeeded();
        project.Quern("get", "checkout", "customer=ann", "basket=10", "--at", "2024-01-03").Succeeded().ShouldContain("30.5");

        string[] train = ["training-set", "checkout", "--spine", $"s3://{Bucket}/in/labels.csv"];
        project.Quern([.. train, "--out", $"s3://{Bucket}/out/whole.csv"]).Succeeded().ShouldContain($"s3://{Bucket}/out/whole.csv.manifest.json");
        Get("out/whole.csv").ShouldBe(project.Read("files.csv"));
        project.Quern("training-set", "--manifest", $"s3://{Bucket}/out/whole.csv.manifest.json").Succeeded().ShouldContain("the same bytes as before");

        // Each bucket on a machine of its own, which has the definitions and the storage, and nothing of the others.
        for (var bucket = 1; bucket <= 2; bucket++)
        {
            using var machine = TestProject.CopyOf(project.Folder);
            File.Delete(machine.PathOf("data/purchases.csv"));
            if (Directory.Exists(machine.PathOf(".quern/objects"))) Directory.Delete(machine.PathOf(".quern/objects"), recursive: true);
            machine.Quern([.. train, "--out", $"s3://{Bucket}/out/part-{bucket}.parquet", "--bucket", $"{bucket}/2"]).Succeeded();
        }

        string[] merge = ["merge-training-set", .. Enumerable.Range(1, 2).Select(bucket => $"s3://{Bucket}/out/part-{bucket}.parquet"), "--out", $"s3://{Bucket}/out/merged.csv"];
        project.Quern(merge).Succeeded();
        Get("out/merged.csv").ShouldBe(project.Read("files.csv"));
        // Nothing lies around: neither here nor there.
        project.Names(".quern/objects").ShouldBe(["objects"]);
        _server.With(() => _server.Buckets[Bucket].Uploads.Count).ShouldBe(0);

        Remove("out/part-2.parquet.manifest.json");
        project.Quern(merge).ShouldComplain("QRN6021", "part-2.parquet.manifest.json");
    }

    [Fact]
    public void ParquetObjects_ArePlannedByTheirFootersAlone()
    {
        using var project = _templates.Flights();
        var flights = File.ReadAllBytes(project.PathOf("data/flights.parquet"));
        _server.With(() => _server.Buckets[Bucket].Put("in/flights.parquet", flights, S3Bucket.TagOf(flights), new(2024, 1, 5, 0, 0, 0, TimeSpan.Zero)));
        Settle(project, "flights");
        project.Replace("FlightFeatures.cs", "\"data/flights.parquet\"", $"\"s3://{Bucket}/in/flights.parquet\"");
        project.Quern("apply").Succeeded().ShouldContain($"location: data/flights.parquet -> s3://{Bucket}/in/flights.parquet");
        project.Quern("status").Succeeded();
        _server.Sent.ShouldBeInRange(1, 66_000);
    }

    [Fact]
    public void StorageThatCannotBeUsed_IsSaid_WithItsReason()
    {
        using var project = _templates.Shop();
        Settle(project, "shop");
        project.Replace("Shop.cs", "Csv<Purchase>(\"data/purchases.csv\"", $"Csv<Purchase>(\"s3://{Bucket}/in/*.csv\"");
        project.Quern("plan").ShouldComplain("QRN6806", $"source 'purchases': no object matches 's3://{Bucket}/in/*.csv'");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "s3://none-there/x.csv").ShouldComplain("QRN6802", "bucket 'none-there' does not exist");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", $"s3://{Bucket}/x.json").ShouldComplain("QRN3100", $"output 's3://{Bucket}/x.json'");
        project.Quern("training-set", "checkout", "--spine", $"s3://{Bucket}/none.csv", "--out", "x.csv").ShouldComplain("QRN3020", $"spine 's3://{Bucket}/none.csv' does not exist");
        Settle(project, "shop", secret: "wrong");
        var told = project.Quern("training-set", "checkout", "--spine", $"s3://{Bucket}/none.csv", "--out", "x.csv");
        told.ShouldComplain("QRN6804", "does not take the key");
        told.Errors.ShouldNotContain("wrong");
        project.Write("quern.json", """{ "project": "shop", "storage": { "s3": { "endpoint": "http://minio.internal:9000", "accessKey": "a", "bucket": "b" }, "history": "history" } }""");
        project.Quern("status").ShouldComplain("QRN6101", "'storage.s3.endpoint' is not secure", "'storage.s3.secretKey' is missing", "'storage.s3.bucket' is not a setting", "'storage.history' is no location");
        project.Write("quern.json", """{ "project": "shop" }""");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", $"s3://{Bucket}/x.csv").ShouldComplain("QRN6800", "is in object storage, and the settings name none");
    }

    [Fact]
    public void Doctor_SaysWhatIsWrongWithTheStorage()
    {
        using var project = _templates.Shop();
        Settle(project, "shop", history: $"s3://{Bucket}/history");
        project.Quern("doctor").Succeeded().ShouldContain("can be listed and written, and keeps two writers apart");
        _server.With(() => _server.Buckets[Bucket].Items.Count).ShouldBe(0);
        void Told(params string[] codes)
        {
            var ended = project.Quern("doctor");
            ended.Exit.ShouldBe(1);
            foreach (var code in codes) ended.Output.ShouldContain(code);
        }

        (_server.Creates, _server.ClockAhead) = (false, TimeSpan.FromMinutes(2));
        Told("QRN6810", "QRN6714");
        (_server.Creates, _server.ClockAhead) = (true, TimeSpan.FromHours(2));
        Told("QRN6714", "QRN6805");
        (_server.Denies, _server.ClockAhead) = ((method, _) => method == "PUT", TimeSpan.Zero);
        Told("QRN6803");
    }

    [Fact]
    public void StreamsTables_AreWrittenWhereTheSettingsSay_AndListedFromThere()
    {
        using var project = _templates.Till();
        Settle(project, "till", history: $"s3://{Bucket}/history");
        using var client = new HttpClient();
        using (var server = ServedProject.Start(project))
        {
            new SaleBatch(0, 0).Push(client, server.Url);
            server.Stop();
        }

        var listed = project.Quern("history", "sales").Succeeded();
        listed.ShouldContain($"s3://{Bucket}/history/sales: {SaleBatch.Events} events");
        project.Names(".quern").ShouldNotContain("history");
        var backup = project.Quern("backup", project.Folder + ".backup");
        backup.Succeeded();
        backup.Errors.ShouldContain("QRN6815");
        project.Quern("history", "other").ShouldComplain("QRN6050", "Streams with a table: sales.");
    }

    [Fact]
    public void FolderThatMachinesMount_StandsForAServer()
    {
        using var project = _templates.Shop();
        using var share = new TempFolder();
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "files.csv").Succeeded();
        project.Write("quern.json", $$"""{ "project": "shop", "storage": { "folder": {{JsonSerializer.Serialize(share.Path)}} } }""");
        string[] train = ["training-set", "checkout", "--spine", "s3://shop/labels.csv", "--out", "s3://shop/out/train.csv"];
        project.Quern(train).ShouldComplain("QRN6802", "bucket 'shop' does not exist");
        Directory.CreateDirectory(Path.Combine(share.Path, "shop"));
        File.Copy(project.PathOf("labels.csv"), Path.Combine(share.Path, "shop", "labels.csv"));
        project.Quern(train).Succeeded();
        File.ReadAllText(Path.Combine(share.Path, "shop", "out", "train.csv")).ShouldBe(project.Read("files.csv"));
    }

    public void Dispose() => _server.Dispose();

    private void Settle(TestProject project, string name, string secret = S3Server.SecretKey, string? history = null)
    {
        project.Write("secret", secret);
        project.Write("quern.json", JsonSerializer.Serialize(new
        {
            project = name,
            storage = new Dictionary<string, object>
            {
                ["s3"] = new { endpoint = $"http://127.0.0.1:{_server.Port}", region = S3Server.Region, accessKey = S3Server.AccessKey, secretKey = $"file:{project.PathOf("secret")}", pathStyle = true },
                ["cacheGigabytes"] = 1,
            }.Concat(history is null ? [] : [KeyValuePair.Create("history", (object)history)]).ToDictionary(),
        }));
    }

    private void Put(string key, string text) => _server.With(() => _server.Buckets[Bucket].Put(key, Encoding.UTF8.GetBytes(text), S3Bucket.TagOf(Encoding.UTF8.GetBytes(text)), new(2024, 1, 5, 0, 0, 0, TimeSpan.Zero)));

    private string Get(string key) => _server.With(() => Encoding.UTF8.GetString(_server.Buckets[Bucket].Items[key].Content));

    private void Remove(string key) => _server.With(() => _server.Buckets[Bucket].Items.Remove(key));
}
