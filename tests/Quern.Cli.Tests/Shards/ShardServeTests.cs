using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Shards;

/// <summary>A project with a shard, served by two processes.</summary>
public sealed class ShardServeTests(ProjectTemplates templates)
{
    private const string Checkout = """{"feature_service":"checkout","entities":{"customer":["ann"]}}""";
    private const string Regulars = """{"feature_service":"regulars","entities":{"customer":["ann"]}}""";

    [Fact]
    public async Task TwoServers_OneThatTakesEvents_ServeWhatIsTheirs_AndSendTheRestToEachOther()
    {
        using var till = new ShardedTill(templates.Till());
        till.Project.Quern("materialize").Succeeded().ShouldContain("shard counter");
        using var all = till.StartDefault();
        using var shard = till.StartShard();
        using var client = new HttpClient();
        till.Project.Write("sales.ndjson", [.. Enumerable.Range(1, 300).Select(i => Till.Sale(i, i / 4.0))]);
        till.Project.Quern("push", "sales", "sales.ndjson", "--server", till.DefaultUrl).Succeeded().ShouldContain("300 accepted");
        ShardedTill.Follows(client, till.ShardUrl, "ann", 300);
        (await shard.CheckoutAsync("ann")).ShouldBe(["ann", "11287.5", "11287.5", "300", "300"]);
        // Whoever follows redirects gets the same from either.
        (await all.CheckoutAsync("ann")).ShouldBe(await shard.CheckoutAsync("ann"));
        (await shard.AskAsync(Regulars)).GetProperty("results")[1].GetProperty("values")[0].GetInt64().ShouldBe(2);

        var (status, location, body) = await till.SendAsync(till.DefaultUrl + "/get-online-features", Checkout);
        (status, location).ShouldBe((HttpStatusCode.TemporaryRedirect, till.ShardUrl + "/get-online-features"));
        body.ShouldContain("QRN6427");
        body.ShouldContain(till.ShardUrl);
        (await till.SendAsync(till.DefaultUrl + "/v1/vectors?deadline_ms=500", Checkout)).Location.ShouldBe(till.ShardUrl + "/v1/vectors?deadline_ms=500");
        (await till.SendAsync(till.ShardUrl + "/v1/vectors", Regulars)).Location.ShouldBe(till.DefaultUrl + "/v1/vectors");
        (await till.SendAsync(till.DefaultUrl + "/get-online-features", """{"features":["spending:spent_1d"],"entities":{"customer":["ann"]}}""")).Location.ShouldBe(till.ShardUrl + "/get-online-features");
        var (scattered, nowhere, why) = await till.SendAsync(till.DefaultUrl + "/get-online-features", """{"features":["spending:spent_1d","habits:bought_lifetime"],"entities":{"customer":["ann"]}}""");
        (scattered, nowhere).ShouldBe((HttpStatusCode.UnprocessableEntity, null));
        why.ShouldContain("QRN6429");
        (await till.SendAsync(till.ShardUrl + "/v1/streams/sales/events", Till.Sale(1, 0.25))).Location.ShouldBe(till.DefaultUrl + "/v1/streams/sales/events");
        string[] places = [$"checkout counter {till.ShardUrl}", $"regulars default {till.DefaultUrl}"];
        (await till.PlacesAsync(till.DefaultUrl)).ShouldBe(places);
        (await till.PlacesAsync(till.ShardUrl)).ShouldBe(places);
    }

    [Fact]
    public void Stores_OfEachShard_HaveItsViewsAlone_AndWhatOneIsReadFor_TheOtherDoesNotWrite()
    {
        using var till = new ShardedTill(templates.Till());
        till.Project.Quern("materialize").Succeeded();
        using (till.StartDefault())
        {
            using var shard = till.StartShard();
            till.Project.Write("sales.ndjson", [.. Enumerable.Range(1, 500).Select(i => Till.Sale(i, 1))]);
            till.Project.Quern("push", "sales", "sales.ndjson", "--server", till.DefaultUrl).Succeeded();
            shard.Stop();
        }

        till.Stored("counter").ShouldBe([("spending", 500)]);
        till.Stored(null).ShouldBe([("habits", 0)]);
    }

    [Fact]
    public void Events_ThatAViewOfAShardCannotTake_AreRefusedWhereEventsAreTaken()
    {
        using var till = new ShardedTill(templates.Till());
        using var all = till.StartDefault();
        till.Project.Write("sales.ndjson", Till.Sale(1, 1), """{"at":"2020-01-01T00:00:00Z","id":"2","customer":"ann","amount":1}""");
        // Nothing is kept here of the view that it is late for; the log is the same for all.
        till.Project.Quern("push", "sales", "sales.ndjson", "--server", till.DefaultUrl).Succeeded().ShouldContain("2 accepted, 0 duplicate, 1 late");
        till.Project.Quern("dead-letters").Succeeded().ShouldContain("too late for the online state of 'spending'");
    }

    [Fact]
    public void Shard_WithoutALogBeside_SaysWhatWouldWork()
    {
        using var till = new ShardedTill(templates.Till());
        var complaint = till.Project.Quern("serve", "--url", "http://127.0.0.1:0", "--shard", ShardedTill.Shard).Failed();
        complaint.ShouldContain("error QRN6426: shard 'counter' has views over streams, and there is no log to follow here");
        complaint.ShouldContain("Start 'quern serve' without --shard");
        till.Project.Quern("serve", "--shard", "kitchen").Failed().ShouldContain("error QRN6425: there is no shard 'kitchen'");
    }
}
