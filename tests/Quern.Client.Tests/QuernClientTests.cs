using System.Threading.Channels;
using Quern.Client.Online;
using Quern.Client.Pushes;
using Quern.Client.TrainingSets;
using Quern.Tests.Shop;

namespace Quern.Client.Tests;

/// <summary>The client against a real server in this process.</summary>
public sealed class QuernClientTests : IDisposable
{
    private readonly ShopProject _shop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateTimeOffset Noon => ShopProject.Noon.ToDateTimeOffset();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Vectors_AreTyped_ByNameAndRow()
    {
        _shop.Materialize();
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        var vectors = await client.OnlineAsync("checkout", new Columns { { "customer", "ann", "nobody", null }, { "basket", 6.0, 1, null } }, cancellation: Cancellation);
        (vectors.Rows, vectors.Names[0], vectors["customer"].Text(1)).ShouldBe((3, "customer", "nobody"));
        (vectors["spent_1h"].Double(), vectors["count_lifetime"].Int64(), vectors["items_1h"].Int64()).ShouldBe((3.0, 3, 9007199254740995));
        vectors["shops_lifetime"].List()!.Select(item => item!.Value.GetString()).ShouldBe(["ü, \"x\"", "south", "north"]);
        (vectors["city"].Text(), vectors["vip"].Boolean(), vectors["rebate"].Double(), vectors["born"].Time()).ShouldBe(("Røst", true, 0.1f, new DateTimeOffset(1980, 2, 29, 1, 2, 3, TimeSpan.Zero)));
        vectors["basket_share"].Double().ShouldBe(6.0 / 3.0);
        (vectors["city"].EventTime(), vectors["basket_share"].EventTime()).ShouldBe((new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), null));
        (vectors["city"].Status(), vectors["city"].Status(1), vectors["spent_1h"].Status(1), vectors["customer"].Status(2)).ShouldBe((ValueStatus.Present, ValueStatus.NotFound, ValueStatus.NullValue, ValueStatus.NullValue));
        (vectors["city"].Text(1), vectors["spent_1h"].Double(1), vectors["vip"].Boolean(2)).ShouldBe((null, null, null));
        Should.Throw<InvalidOperationException>(() => vectors["city"].Double());
        Should.Throw<KeyNotFoundException>(() => vectors["town"]).Message.ShouldStartWith("There is no column 'town'; there are customer, ");

        var named = await client.FeaturesAsync(["spending:spent_1h"], Columns.Row(("customer", "bob")), fullNames: true, Cancellation);
        named["spending__spent_1h"].Double().ShouldBe(1.0);
    }

    [Fact]
    public async Task Vectors_ByADeadlineThatIsLongEnough_AreThoseWithoutOne()
    {
        _shop.Materialize();
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        var asked = new Columns { { "customer", "ann", "nobody", null }, { "basket", 6.0, 1, null } };
        var (timely, online) = (await client.VectorsAsync("checkout", asked, TimeSpan.FromMinutes(10), Cancellation), await client.OnlineAsync("checkout", asked, cancellation: Cancellation));
        (timely.CutValues, timely.Rows).ShouldBe((0, 3));
        timely.Names.ShouldBe(online.Names);
        foreach (var name in online.Names)
            for (var row = 0; row < 3; row++)
                (timely[name].Json(row)?.GetRawText(), timely[name].Status(row), timely[name].EventTime(row)).ShouldBe((online[name].Json(row)?.GetRawText(), online[name].Status(row), online[name].EventTime(row)), name);
        (await client.VectorsAsync("checkout", asked, cancellation: Cancellation))["city"].Text().ShouldBe("Røst");
        var wrong = await Should.ThrowAsync<QuernClientException>(client.VectorsAsync("checkout", asked, TimeSpan.Zero, Cancellation));
        (wrong.Status, wrong.Findings[0].Code).ShouldBe((422, "QRN5150"));
    }

    [Fact]
    public async Task Vectors_OfWhichADeadlineCutSome_SayWhichAndWhatStandsForThem()
    {
        using var cut = new HttpClient(new Fixed(200, """
            {"service":"checkout","version":"1","at":"2024-05-01T12:00:00Z","from":"online","partial":true,"cut_values":3,"keys":{"customer":["ann","bob",null]},"features":[
             {"name":"spent","values":[4.0,0.0,null],"statuses":["LAST_GOOD","DEFAULT","TIMED_OUT"],"event_times":["2024-05-01T11:59:00Z",null,null],"ages_ms":[60000,null,null]},
             {"name":"share","values":[null,null,0.5],"statuses":["FAILED","OVERFLOW","PRESENT"],"event_times":null,"ages_ms":null}]}
            """)) { BaseAddress = new("http://example.com") };
        var vectors = await new QuernClient(cut).VectorsAsync("checkout", Columns.Row(("customer", "ann")), TimeSpan.FromMilliseconds(20), Cancellation);
        vectors.CutValues.ShouldBe(3);
        vectors.Names.ShouldBe(["customer", "spent", "share"]);
        Enumerable.Range(0, 3).Select(row => (vectors["spent"].Status(row), vectors["spent"].Double(row))).ShouldBe([(ValueStatus.LastGood, 4.0), (ValueStatus.Default, 0.0), (ValueStatus.TimedOut, null)]);
        (vectors["spent"].EventTime(), vectors["spent"].EventTime(1), vectors["share"].EventTime(2)).ShouldBe((new DateTimeOffset(2024, 5, 1, 11, 59, 0, TimeSpan.Zero), null, null));
        Enumerable.Range(0, 3).Select(row => vectors["share"].Status(row)).ShouldBe([ValueStatus.Failed, ValueStatus.Overflow, ValueStatus.Present]);
        vectors["customer"].Status(2).ShouldBe(ValueStatus.NullValue);
    }

    [Fact]
    public async Task Pushes_OneManyOrAStream_SayWhatBecameOfEachEvent()
    {
        _shop.Materialize();
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        (await client.PushAsync("purchases", Sale("eve", 1), cancellation: Cancellation)).ShouldBe(new PushReport(1, 0, 0, 0, []));
        var mixed = await client.PushAllAsync("purchases", Enumerable.Range(0, 1200).Select(i => i is 7 or 1100 ? new Purchase { At = Noon.AddDays(3), Customer = "eve" } : Sale("many", i)), cancellation: Cancellation);
        (mixed.Accepted, mixed.RefusedCount).ShouldBe((1198, 2));
        mixed.Refused.Select(refused => refused.Index).ShouldBe([7L, 1100L]);
        mixed.Refused[0].Code.ShouldStartWith("QRN");

        // The stream gives no more until what it gave is durable: it is not waited for while there is something to send.
        var events = Channel.CreateUnbounded<Purchase>();
        var reports = new List<PushReport>();
        for (var i = 0; i < 600; i++) events.Writer.TryWrite(Sale("live", i + 1));
        var total = await client.PushStreamAsync("purchases", events.Reader.ReadAllAsync(Cancellation), progress: new Heard(report =>
        {
            reports.Add(report);
            if (report.Accepted == 600 && events.Writer.TryWrite(Sale("live", 601))) events.Writer.Complete();
        }), cancellation: Cancellation);
        total.Accepted.ShouldBe(601);
        reports.Select(report => report.Accepted).ShouldBe([500L, 600L, 601L]);
        var vectors = await client.FeaturesAsync(["spending:count_1h"], Columns.Row(("customer", "live")), cancellation: Cancellation);
        vectors["count_1h"].Int64().ShouldBe(601);
    }

    [Fact]
    public async Task Push_ThatIsRefused_TellsWhatWasTakenBefore()
    {
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        var wrong = await Should.ThrowAsync<QuernClientException>(client.PushAllAsync("purchase", [Sale("ann", 1)], cancellation: Cancellation));
        (wrong.Status, wrong.Findings[0].Code, wrong.Report, wrong.IsPassing).ShouldBe((404, "QRN4031", PushReport.Empty, false));
        using var busy = new HttpClient(new Fixed(429, """{"from":0,"events":1,"accepted":0,"duplicate":0,"late":0,"refused_count":0,"refused":[],"error":{"code":"QRN4032","detail":"busy","hint":"later"}}""")) { BaseAddress = new("http://example.com") };
        var later = await Should.ThrowAsync<QuernClientException>(new QuernClient(busy).PushAsync("purchases", Sale("ann", 1), cancellation: Cancellation));
        (later.Status, later.Findings[0], later.IsPassing).ShouldBe((429, new Finding("QRN4032", "busy", null, "later"), true));
        using var halves = new HttpClient(new Fixed(200, """
            {"from":0,"events":1,"accepted":1,"duplicate":0,"late":0,"refused_count":0,"refused":[]}
            {"from":1,"events":1,"accepted":0,"duplicate":0,"late":0,"refused_count":0,"refused":[],"error":{"code":"QRN4032","detail":"busy"}}
            """)) { BaseAddress = new("http://example.com") };
        var half = await Should.ThrowAsync<QuernClientException>(new QuernClient(halves).PushAllAsync("purchases", [Sale("ann", 1), Sale("ann", 2)], cancellation: Cancellation));
        (half.Report!.Accepted, half.Findings[0].Code).ShouldBe((1, "QRN4032"));
        foreach (var isLate in new[] { false, true })
        {
            var reports = new List<PushReport>();
            var failed = await Should.ThrowAsync<InvalidOperationException>(Broken(client, isLate, new Heard(reports.Add)));
            (failed.Message, reports.Single().Accepted + reports.Single().Duplicate).ShouldBe(("the source broke", 1));
        }
    }

    [Fact]
    public async Task Registry_CanBeBrowsed()
    {
        _shop.Materialize();
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        var registry = await client.RegistryAsync(Cancellation);
        (registry.Project, registry.Version, registry.Services.Single().Name).ShouldBe(("shop", "1", "checkout"));
        registry.Views.Select(view => (view.Name, view.Kind, view.Status.MaterializedTo)).ShouldBe([("customer_profile", "attribute", Noon), ("spending", "aggregation", Noon)]);
        registry.Sources.Single(source => source.Name == "purchases").Stream.ShouldBe("purchases");
        registry.OnDemand.Single().Parameters.Select(parameter => parameter.Name).ShouldBe(["basket", "spent_1h"]);
        var service = await client.ServiceAsync("checkout", Cancellation);
        (service.JoinKeys.Single().Name, service.RequestFields.Single().Type, service.Features[0].FullName).ShouldBe(("customer", "float64", "spending__spent_1h"));
        service.Features.Where(feature => feature.Fallback is not null).Select(feature => $"{feature.Name} {feature.Fallback!.LastGood} {feature.Fallback.Within} {feature.Fallback.Constant}").ShouldBe(["mean_1h False  0.5", "city True 5m "]);
    }

    [Fact]
    public async Task TrainingSet_IsMadeAndFetched_InOneCall()
    {
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        var request = new TrainingSetRequest
        {
            Service = "checkout",
            Labels = new Columns { { "customer", "ann", "bob" }, { "basket", 6.0, null }, { "late", true, false } }.AddRange("event_timestamp", [Noon, Noon.AddMinutes(-30)]),
            Csv = true,
        };
        using var file = new MemoryStream();
        var told = new List<RunStatus>();
        var run = await client.TrainingSetAsync(request, file, new HeardRun(told.Add), Cancellation);
        (run.Status, run.Rows, run.Service, told[^1]).ShouldBe((RunStatus.Succeeded, 2, "checkout", RunStatus.Succeeded));
        run.Manifest!.Value.GetProperty("rows").GetInt64().ShouldBe(2);
        var lines = System.Text.Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("customer,basket,late,event_timestamp,spent_1h,");
        lines[1].ShouldStartWith("ann,6.0,true,2024-05-01 12:00:00+00,3.0,");
        (await client.TrainingSetsAsync(Cancellation)).Single().RunId.ShouldBe(run.RunId);
        await client.RemoveTrainingSetAsync(run.RunId, Cancellation);
        (await Should.ThrowAsync<QuernClientException>(client.TrainingSetAsync(run.RunId, Cancellation))).Findings[0].Code.ShouldBe("QRN5107");

        _shop.Write("purchases.csv", "at,customer\nnoon,ann\n");
        var failed = await Should.ThrowAsync<QuernClientException>(client.TrainingSetAsync(request, file, cancellation: Cancellation));
        failed.Status.ShouldBe(0);
        failed.Findings[0].Code.ShouldStartWith("QRN30");
    }

    [Fact]
    public async Task Refusals_CarryStatusAndAllFindings()
    {
        await using var server = await _shop.ServeAsync();
        var client = new QuernClient(server.Http);
        (await RefusedAsync(client.OnlineAsync("checkot", Columns.Row(("customer", "ann")), cancellation: Cancellation))).ShouldBe((404, "QRN5011"));
        (await RefusedAsync(client.OnlineAsync("checkout", Columns.Row(("customer", 1.5), ("basket", "x")), cancellation: Cancellation))).ShouldBe((422, "QRN5008 QRN5008"));
        (await RefusedAsync(client.FeaturesAsync(["spending:spend"], Columns.Row(("customer", "ann")), cancellation: Cancellation))).ShouldBe((404, "QRN5013"));
        (await RefusedAsync(client.ServiceAsync("checkot", Cancellation))).ShouldBe((404, "QRN5011"));
        (await RefusedAsync(client.FeaturesAsync(["customer_profile:city"], Columns.Row(("customer", "ann")), cancellation: Cancellation))).ShouldBe((409, "QRN4020"));
        (await RefusedAsync(client.StartTrainingSetAsync(new() { Service = "checkout", Spine = "../x.csv" }, Cancellation))).ShouldBe((422, "QRN5105"));
        Should.Throw<ArgumentException>(() => new Columns { { "customer", new List<string> { "ann" } } }).Message.ShouldContain("AddRange");
        (await Should.ThrowAsync<ArgumentException>(client.OnlineAsync("checkout", Columns.Row(("customer", new object())), cancellation: Cancellation))).Message.ShouldContain("cannot be sent");
    }

    [Fact]
    public async Task NoServer_AndAServerOfSomethingElse_AreTold()
    {
        using var nowhere = new HttpClient { BaseAddress = new("http://127.0.0.1:1") };
        var lost = await Should.ThrowAsync<QuernClientException>(new QuernClient(nowhere).RegistryAsync(Cancellation));
        (lost.Status, lost.Findings[0].Code, lost.IsPassing).ShouldBe((0, "QRN5112", true));
        foreach (var (status, body) in new[] { (200, "<html>"), (502, "<html>"), (200, "null"), (404, "[]"), (400, "{\"detail\":[]}") })
        {
            using var other = new HttpClient(new Fixed(status, body)) { BaseAddress = new("http://example.com") };
            var wrong = await Should.ThrowAsync<QuernClientException>(new QuernClient(other).RegistryAsync(Cancellation));
            (wrong.Status, wrong.Findings[0].Code).ShouldBe((status, "QRN5113"), body);
        }
    }

    private static Purchase Sale(string customer, double amount) => new() { At = Noon.AddMinutes(-1), Customer = customer, Amount = amount, Items = 1 };

    private static async Task Broken(QuernClient client, bool isLate, IProgress<PushReport> progress)
    {
        async IAsyncEnumerable<Purchase> Source()
        {
            yield return Sale("ann", 1);
            if (isLate) await Task.Yield();
            throw new InvalidOperationException("the source broke");
        }

        await client.PushStreamAsync("purchases", Source(), progress: progress, cancellation: Cancellation);
    }

    private static async Task<(int Status, string Codes)> RefusedAsync(Task asked)
    {
        var refused = await Should.ThrowAsync<QuernClientException>(asked);
        return (refused.Status, string.Join(' ', refused.Findings.Select(finding => finding.Code)));
    }

    private sealed class Heard(Action<PushReport> heard) : IProgress<PushReport>
    {
        public void Report(PushReport value) => heard(value);
    }

    private sealed class HeardRun(Action<RunStatus> heard) : IProgress<TrainingRun>
    {
        public void Report(TrainingRun value) => heard(value.Status);
    }

    private sealed class Fixed(int status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new StringContent(body) });
    }
}
