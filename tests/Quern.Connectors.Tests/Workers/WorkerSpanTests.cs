using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Quern.Connectors.Tests.Kafka;
using Quern.Connectors.Tests.Redis;
using Quern.Connectors.Workers;

namespace Quern.Connectors.Tests.Workers;

/// <summary>What a collector of traces is told of a worker.</summary>
[Collection(RedisTests.Name)]
public sealed class WorkerSpanTests(RedisServer server)
{
    private const string Group = "traced";

    [Fact]
    public void Batches_HaveASpanEach_WithWhatWasTaken_AndWhyNot()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WorkerSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var redis = server.NewSettings();
        using var project = new SharedProject(redis);
        var worker = project.Work(KafkaSource.Of(project.Broker, group: Group));
        var sales = FedProject.Sales(new Random(11), 300);
        project.Send(sales);
        project.WaitForEvents(sales.Length);

        // As when it stands still until its lease is over.
        server.Ask("DEL", [.. Enumerable.Range(0, SharedProject.Parts).Select(part => $"{{{redis.Prefix}/sales/{part}}}:materializer")]);
        var more = FedProject.Sales(new Random(12), 300, sales.Length);
        project.Send(more);
        project.WaitForEvents(sales.Length + more.Length);
        project.End(worker);

        Activity[] own = [.. spans.Where(span => Equals(span.GetTagItem("messaging.consumer.group.name"), Group))];
        own.Select(span => (span.DisplayName, span.Kind, span.GetTagItem("messaging.system"))).Distinct().ShouldBe([($"process {KafkaSource.Topic}", ActivityKind.Consumer, "kafka")]);
        own.Select(span => (string)span.GetTagItem("messaging.destination.partition.id")!).Distinct().Order().ShouldBe(
            sales.Concat(more).Select(sale => project.Settings.Shared.PartOf(SharedProject.KeyOf(sale.Customer)).ToString(CultureInfo.InvariantCulture)).Distinct().Order());
        own.Where(span => span.Status == ActivityStatusCode.Unset).Sum(span => (int)span.GetTagItem("messaging.batch.message_count")!).ShouldBe(sales.Length + more.Length);
        own.Where(span => span.Status == ActivityStatusCode.Error).Select(span => span.GetTagItem("error.type")).Distinct().ShouldBe(["QRN6410"]);
    }
}
