using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Quern.Cli.Tests.Deployment;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;
using Quern.Connectors.Tests;
using Quern.Connectors.Tests.Kafka;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.S3;
using Quern.Connectors.Tests.S3;
using Quern.Connectors.Workers;
using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Server.Tests.Telemetry;
using Quern.Stores.Objects;
using Quern.Values;

namespace Quern.Cli.Tests.Workers;

/// <summary>Workers as processes of their own, that freeze and die.</summary>
public sealed partial class WorkerTests(ProjectTemplates templates, RedisServer redis) : IClassFixture<RedisServer>, IDisposable
{
    private const int Parts = 4;
    private const string Bucket = "till-history";
    private readonly S3Server _objects = new();

    public void Dispose() => _objects.Dispose();

    [Fact]
    public void Workers_FrozenAndKilledUnderLoad_LoseAndRepeatNothing_AndTheOthersTakeOver()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        using var broker = new MockBroker();
        broker.Create("sales", Parts);
        using var project = templates.Till();
        Settle(project, broker);
        using var client = new HttpClient();
        var sent = 0;
        void Send(int batches)
        {
            for (var i = 0; i < batches; i++) Produce(broker, new(0, sent++));
        }

        // Whoever waits goes on sending, so that there is load whatever happens.
        void Until(Func<bool> isSo, Func<string> say) => Eventually.So(
            () =>
            {
                Send(1);
                Thread.Sleep(20);
                return isSo();
            },
            say);
        int Expected() => sent * SaleBatch.Events;

        using var first = WorkerProcess.Start(project);
        Until(() => first.Parts.Length == Parts, () => first.Said);
        using var second = WorkerProcess.Start(project);
        string Said() => $"first:\n{first.Said}\nsecond:\n{second.Said}";
        Until(() => first.Parts.Length == 2 && second.Parts.Length == 2, Said);
        using var server = ServedProject.Start(project);
        Eventually.So(() => SaleBatch.Counted(client, server.Url) == Expected(), Said);
        project.Quern("status").Succeeded().ShouldContain("part     sales/3");
        Eventually.So(() => HeldOf(first).Concat(HeldOf(second)).Order().SequenceEqual(Enumerable.Range(0, Parts)) && first.Health == 200 && second.Health == 200, Said);

        // Held up for longer than its lease and the group's patience, it finds that others have its parts.
        var before = first.Metrics;
        first.Freeze();
        Until(() => second.Parts.Length == Parts, Said);
        first.Thaw();
        Until(() => first.Parts.Length == 2 && second.Parts.Length == 2, Said);
        Eventually.So(() => SaleBatch.Counted(client, server.Url) == Expected(), Said);
        // Who finds out first, the group or Redis, is chance; that it lost them is counted.
        Eventually.So(() => first.Health == 200 && HeldOf(first).Length == 2, Said);
        var after = first.Metrics;
        double More(string reason) => LetGo(after, reason) - LetGo(before, reason);
        (More("lost") + More("fenced")).ShouldBeGreaterThan(0, Said());
        (More("lost") + More("fenced") + More("failed")).ShouldBeGreaterThanOrEqualTo(2, Said());
        after["""quern_worker_taken_total{stream="sales"}"""].ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(before["""quern_worker_taken_total{stream="sales"}"""]!.Value + 2);

        second.Kill();
        Until(() => first.Parts.Length == Parts, Said);
        Eventually.So(() => SaleBatch.Counted(client, server.Url) == Expected(), Said);

        var all = Enumerable.Range(0, sent).SelectMany(number => new SaleBatch(0, number).Sales).ToArray();
        for (var customer = 0; customer < SaleBatch.Customers; customer++)
        {
            var own = all.Where(sale => sale.Customer == $"c{customer}").ToArray();
            SaleBatch.Read(client, server.Url, $"c{customer}").ShouldBe((own.Length, own.Sum(sale => sale.Amount)), $"customer {customer}\n{Said()}");
        }

        new SaleBatch(1, 0).Push(client, server.Url).ShouldBe(System.Net.HttpStatusCode.Conflict);
        first.Stop().ShouldBe(0, first.Said);
        first.Said.ShouldContain("let go of all parts");
        // Of those that were frozen or killed, or stopped, none left a gap in the table, or anything twice.
        ShouldBeInTheTable(project, all);
        project.Quern("status").Succeeded().ShouldContain($"s3://{Bucket}/streams/sales, {Expected():N0} events, all there are");
        // What a killed one said last is believed for a while.
        Eventually.So(() => project.Quern("status").Succeeded().Contains("nobody has it", StringComparison.Ordinal), () => project.Quern("status").Output);
    }

    [Fact]
    public async Task Commands_OverASharedStream_ReadItsLogs_AndLeaveItToWorkers()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        using var broker = new MockBroker();
        broker.Create("sales", Parts);
        using var project = templates.Till();
        Settle(project, broker, hasTables: false);
        project.Quern("doctor").Succeeded().ShouldContain("QRN6441");
        project.Quern("status").Succeeded().ShouldContain("table    sales                    none is written: \"storage.history\" names no place");
        project.Quern("history", "sales").ShouldComplain("QRN6050", "Workers share it");
        Settle(project, broker);
        await using var collector = new Collector();
        using (var worker = WorkerProcess.Start(project, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "200")))
        {
            SaleBatch[] batches = [.. Enumerable.Range(0, 5).Select(number => new SaleBatch(0, number))];
            foreach (var batch in batches) Produce(broker, batch);
            broker.Send("sales", [(0, MockBroker.Message("no event"))]);
            var own = batches.SelectMany(batch => batch.Sales).Where(sale => sale.Customer == "c1").ToArray();
            Eventually.So(() => project.Quern("status").Succeeded().Contains($"{batches.Length * SaleBatch.Events} events  all in online state, 1 refused", StringComparison.Ordinal), () => worker.Said + project.Quern("status").Output);
            var features = JsonDocument.Parse(project.Quern("get", "checkout", "customer=c1", "--json").Succeeded()).RootElement.GetProperty("features");
            features.EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "sales_lifetime").GetProperty("value").GetInt64().ShouldBe(own.Length);
            project.Quern("dead-letters").Succeeded().ShouldContain("sales[0] offset");
            project.Quern("doctor").Succeeded().ShouldContain("stream 'sales': 4 parts with 1 worker");

            var measured = worker.Metrics;
            foreach (var (family, count) in new[] { ("accepted", batches.Length * SaleBatch.Events), ("refused", 1), ("duplicate", 0), ("late", 0) })
                measured[$$"""quern_stream_{{family}}_total{stream="sales"}"""].ShouldBe(count, family);
            string[] lags = [.. from part in Enumerable.Range(0, Parts) from lag in new[] { "feed", "stream" } select $$"""quern_{{lag}}_lag{part="{{part}}",stream="sales"}"""];
            Eventually.So(() => worker.Metrics is var now && lags.All(lag => now[lag] == 0), () => worker.Said);
            measured["""quern_stream_parts{stream="sales"}"""].ShouldBe(Parts);
            measured["""quern_worker_trouble{stream="sales"}"""].ShouldBe(0);
            measured["""quern_table_trouble{stream="sales"}"""].ShouldBe(0);
            // It is written once a minute; until then all of it is told to be missing.
            worker.Said.ShouldContain($"writes tables of streams in 's3://{Bucket}/streams'");
            var status = project.Quern("status").Succeeded();
            status.ShouldContain($"s3://{Bucket}/streams/sales, 0 events, {batches.Length * SaleBatch.Events} not in it yet");
            status.ShouldContain(" not in the table");
            project.Quern("history", "sales").ShouldComplain("QRN6050", "by the workers that share it");
            using (var backups = new TempFolder())
            {
                // What it does not have it names.
                var backup = project.Quern("backup", Path.Combine(backups.Path, "kept"));
                backup.Succeeded();
                foreach (var missing in new[] { "QRN6445", "the logs and the state of stream 'sales', which workers share", $"'s3://{Bucket}/streams/sales' has the events for other tools" }) backup.Errors.ShouldContain(missing);
            }

            Math.Abs(measured["quern_worker_clock_ahead_seconds"].ShouldNotBeNull()).ShouldBeLessThan(1);
            // Once for each message of a part, and not before servers see it: a write to Redis is not done within a thousandth of a second.
            measured["""quern_stream_visible_seconds_count{stream="sales"}"""].ShouldNotBeNull().ShouldBeInRange(1, batches.Length * SaleBatch.Events);
            measured["""quern_stream_fresh_seconds_count{stream="sales"}"""].ShouldBe(measured["""quern_stream_visible_seconds_count{stream="sales"}"""]);
            (worker.StatusOf("/v1/clock"), worker.StatusOf("/v1/vectors")).ShouldBe((200, 404));
            Guide().ShouldBe(measured.Types.Keys.Where(name => name.StartsWith("quern_", StringComparison.Ordinal)), ignoreOrder: true);

            foreach (var sent in new[] { "quern.worker.taken", "quern.stream.accepted", "quern.feed.lag" }) Eventually.So(() => collector.Sent("/v1/metrics").Contains(sent, StringComparison.Ordinal), () => sent);
            project.Quern("status").Succeeded().ShouldContain($", watched at {worker.Url}");
            project.Quern("worker", "--url", worker.Url).ShouldComplain("QRN5026", "Choose another --url");
            project.Quern("worker", "--url", "https://127.0.0.1:0").ShouldComplain("QRN5153");

            // A training set has what the logs have, and can be made again though more has come.
            project.Write("labels.csv", "event_timestamp,customer", $"{DateTimeOffset.UtcNow:O},c1");
            project.Quern("training-set", "checkout", "--spine", "labels.csv", "--out", "one.csv").Succeeded();
            project.Read("one.csv").Split('\n')[1].ShouldContain($",{own.Length}");
            Produce(broker, new(0, batches.Length));
            Eventually.So(() => project.Quern("status").Succeeded().Contains($"{(batches.Length + 1) * SaleBatch.Events} events  all in online state", StringComparison.Ordinal), () => worker.Said);
            project.Read("one.csv.manifest.json").ShouldContain("sales/3");
            project.Quern("training-set", "--manifest", "one.csv.manifest.json", "--out", "again.csv").Succeeded();
            project.Bytes("again.csv").ShouldBe(project.Bytes("one.csv"));

            project.Write("one.ndjson", batches[0].Sales.First().Json);
            project.Quern("push", "sales", "one.ndjson").ShouldComplain("QRN6435", "topic 'sales'");
            project.Quern("materialize", "spending").ShouldComplain("QRN6436");
            project.Quern("pause", "spending", "--reason", "because").ShouldComplain("QRN6436");
            project.Quern("dead-letters", "replay", "--stream", "sales").ShouldComplain("QRN6435");
            project.Quern("dead-letters", "drop").Succeeded().ShouldContain("1 dead letter dropped");
            worker.Stop().ShouldBe(0, worker.Said);
            project.Quern("history", "sales").Succeeded().ShouldContain($"s3://{Bucket}/streams/sales: {(batches.Length + 1) * SaleBatch.Events} events in 1 file");

            // What it wrote outlives it.
            var cost = JsonDocument.Parse(project.Quern("cost", "--json", "--no-values").Succeeded()).RootElement;
            var spending = cost.GetProperty("lines").EnumerateArray().Single(line => line.GetProperty("name").GetString() == "spending");
            spending.GetProperty("writtenRows").GetInt64().ShouldBe((batches.Length + 1) * SaleBatch.Events);
            foreach (var counted in new[] { "writtenRecords", "writtenBytes", "storedRecords", "writeSeconds" }) spending.GetProperty(counted).GetDouble().ShouldBeGreaterThan(0, counted);
            cost.GetProperty("serverSeconds").GetDouble().ShouldBeGreaterThanOrEqualTo(spending.GetProperty("writeSeconds").GetDouble());
        }

        project.Replace("quern.json", "\"parts\":4", "\"parts\":3");
        var refused = project.Quern("worker").ShouldComplain("QRN6433", "'4 murmur2 text'");
        project.Quern("serve", "--url", "http://127.0.0.1:0").ShouldComplain("QRN6433");
        refused.ShouldNotContain("listening");
    }

    [Fact]
    public void Worker_WithNothingToShare_SaysSo()
    {
        using var project = templates.Till();
        project.Quern("worker").ShouldComplain("QRN6440");
        project.Quern("worker", "--json").Exit.ShouldBe(1);
    }

    private static int[] HeldOf(WorkerProcess worker)
    {
        var now = worker.Metrics;
        return [.. Enumerable.Range(0, Parts).Where(part => now[$$"""quern_worker_part{part="{{part}}",stream="sales"}"""] == 1)];
    }

    private static double LetGo(Scraped metrics, string reason) => metrics[$$"""quern_worker_let_go_total{reason="{{reason}}",stream="sales"}"""].ShouldNotBeNull();

    private static void Produce(MockBroker broker, SaleBatch batch) => broker.Send("sales", batch.Sales.Select(sale => (PartOf(sale.Customer), MockBroker.Message(sale.Json, sale.Customer))));

    // What the guide says that a worker measures; what is expected of events it tells where something is.
    private static IEnumerable<string> Guide() => GuideRow().Matches(Deployed.Read("docs/guide/metrics.md").Split("\n## Of workers\n")[1].Split("\n## ")[0]).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\| `(quern_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex GuideRow();

    // As another tool finds them: each sale in one row, of its part, numbered without a gap.
    private void ShouldBeInTheTable(TestProject project, OneSale[] sales)
    {
        using var objects = new S3Objects(_objects.Settings);
        using var storage = new ObjectStorage(objects.Open, project.PathOf("read"), 1L << 30, TimeProvider.System);
        Field Column(string name, ValueKind kind) => new(name, name, kind, Nullable: true);
        var rows = S3TableRows.Read(
            project.Folder, storage, $"s3://{Bucket}/streams/sales", new("at", "Time", ValueKind.Timestamp, Nullable: true), Column(StreamExport.Part, ValueKind.Int32), Column(StreamExport.Sequence, ValueKind.Int64), Column("customer", ValueKind.String), Column("id", ValueKind.String), Column("amount", ValueKind.Float64));
        var cells = rows.Select(row => row.Split(' ')).ToArray();
        cells.Select(row => string.Join(' ', row[3..])).Order(StringComparer.Ordinal).ShouldBe(sales.Select(sale => string.Create(CultureInfo.InvariantCulture, $"{sale.Customer} {JsonDocument.Parse(sale.Json).RootElement.GetProperty("id").GetString()} {sale.Amount:R}")).Order(StringComparer.Ordinal));
        foreach (var part in cells.GroupBy(row => row[1]))
        {
            part.Select(row => PartOf(row[3]).ToString(CultureInfo.InvariantCulture)).ShouldAllBe(number => number == part.Key);
            part.Select(row => long.Parse(row[2], CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(0, part.Count()).Select(number => (long)number), $"part {part.Key}");
        }
    }

    private static int PartOf(string customer) => (Partitioners.Murmur2(System.Text.Encoding.UTF8.GetBytes(customer)) & int.MaxValue) % Parts;

    private void Settle(TestProject project, MockBroker broker, bool hasTables = true)
    {
        _objects.MakeBucket(Bucket);
        project.Write("secret", S3Server.SecretKey);
        project.Write("quern.json", JsonSerializer.Serialize(Settings(project, broker, hasTables)));
    }

    private Dictionary<string, object> Settings(TestProject project, MockBroker broker, bool hasTables)
    {
        var settings = new Dictionary<string, object>
        {
            ["project"] = "till",
            ["online"] = new { redis = new { server = $"127.0.0.1:{redis.Port}", prefix = $"t{Guid.NewGuid():n}", timeout = "10s" } },
            ["streams"] = new { sales = new { kafka = new { servers = broker.Servers, topic = "sales", group = "till", settings = new Dictionary<string, object> { ["session.timeout.ms"] = 1500, ["heartbeat.interval.ms"] = 200 } } } },
            ["workers"] = new { sales = new { parts = Parts, partitioner = "murmur2", leaseMs = 1000 } },
        };
        if (hasTables)
            settings["storage"] = new
            {
                s3 = new { endpoint = $"http://127.0.0.1:{_objects.Port}", region = S3Server.Region, accessKey = S3Server.AccessKey, secretKey = $"file:{project.PathOf("secret")}", pathStyle = true },
                history = $"s3://{Bucket}/streams",
            };
        return settings;
    }
}
