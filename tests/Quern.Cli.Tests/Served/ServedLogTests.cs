using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Served;

public sealed class ServedLogTests(ProjectTemplates templates)
{
    private const string Config = """{ "project": "shop", "log": { "services": { "checkout": 1 } } }""";

    [Fact]
    public async Task TrainingSet_FromTheLog_HasWhatWasServed_AndSaysHowManyLabelsFoundNothing()
    {
        using var project = templates.Shop();
        project.Quern("training-set", "checkout", "--from-log", "--labels", "labels.csv", "--out", "x.csv").ShouldComplain("QRN6070", "nothing that service 'checkout' served is logged");
        await ServeAsync(project, ("r1", """{"customer":["ann","bob"],"basket":[5.25,null]}"""));

        project.Write("later.csv", "event_timestamp,customer,label", "2024-01-02T10:20:00Z,zoe,0", "2024-01-02T10:05:00Z,ann,1", "2024-01-02T09:59:59Z,ann,2", "2024-01-02T10:00:00Z,bob,3", "2024-01-02T10:15:00Z,bob,4");
        project.Quern("training-set", "checkout", "--from-log", "--labels", "later.csv", "--tolerance", "10m", "--statuses", "--out", "keys.csv").Succeeded().ShouldContain("as served: 2 labels found, 3 labels had no served row");
        var lines = project.Read("keys.csv").Split('\n');
        lines[0].ShouldStartWith("event_timestamp,customer,label,served_at,basket,spent_1d,spent_1d__status");
        lines[1].ShouldStartWith("2024-01-02 10:20:00+00,zoe,0,,,,NOT_FOUND");
        lines[2].ShouldStartWith("2024-01-02 10:05:00+00,ann,1,2024-01-02 10:00:00+00,5.25,30.5,PRESENT");
        lines[2].ShouldEndWith($"Oslo,PRESENT,{(5.25 / 30.5).ToString("R", System.Globalization.CultureInfo.InvariantCulture)},PRESENT");
        lines[3].ShouldStartWith("2024-01-02 09:59:59+00,ann,2,,,,NOT_FOUND");
        lines[4].ShouldStartWith("2024-01-02 10:00:00+00,bob,3,2024-01-02 10:00:00+00,,4.0,PRESENT");

        project.Write("by-request.csv", "request_id,row,label", "r1,1,bad", "r1,0,good", "other,0,none");
        project.Quern("training-set", "checkout", "--from-log", "--labels", "by-request.csv", "--out", "requests.parquet").Succeeded().ShouldContain("2 labels found, 1 label had no served row");
        // What is served later is not in a training set that is made again.
        await ServeAsync(project, ("other", """{"customer":["ann"],"basket":[1]}"""));
        var before = project.Bytes("requests.parquet");
        project.Quern("training-set", "--manifest", "requests.parquet.manifest.json").Succeeded().ShouldContain("the same bytes as before");
        project.Bytes("requests.parquet").ShouldBe(before);
        JsonDocument.Parse(project.Quern("training-set", "checkout", "--from-log", "--labels", "by-request.csv", "--out", "again.parquet", "--json").Succeeded()).RootElement.GetProperty("found").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Availability_AtAPointInTime_IsMeasuredOverTheLog_AndSpinesMayBeOfOne()
    {
        using var project = templates.Shop();
        project.Quern("availability").ShouldComplain("QRN6351");
        project.Replace("Shop.cs", "Service(Spending, CustomerProfile, OnDemand(BasketShare)).Owner(Owner);", "Service(Spending, CustomerProfile, OnDemand(BasketShare)).Owner(Owner).At(Paying).Available(Spending, within: \"1d\", share: 0.5).Available(CustomerProfile, within: \"1s\");\n\n    public NamedPointInTime Paying => PointInTime(\"paying\", \"The customer presses pay\");");
        project.Quern("apply", "--message", "promises").Succeeded().ShouldContain("availability: + spending within 1d: 50 %");
        project.Quern("availability", "checkout").ShouldComplain("QRN6070");
        await ServeAsync(project, ("r1", """{"customer":["ann","bob"],"basket":[5.25,null]}"""));

        var told = project.Quern("availability", "paying", "--gate");
        told.Exit.ShouldBe(1);
        told.Output.ShouldStartWith("at paying: The customer presses pay\n  ok      checkout  spending within 1d: 100 % of 2 reads, promised 50 %\n  broken  checkout  customer_profile within 1s: 0 % of 2 reads, promised 99 %; ");
        project.Quern("availability", "--to", "2024-01-01", "--gate").Succeeded().ShouldContain("customer_profile within 1s: nothing was read");
        var promise = JsonDocument.Parse(project.Quern("availability", "checkout", "--json").Succeeded()).RootElement.GetProperty("services")[0].GetProperty("promises")[0];
        (promise.GetProperty("reads").GetInt64(), promise.GetProperty("kept").GetBoolean()).ShouldBe((2, true));
        project.Quern("availability", "nowhere", "browse").ShouldComplain("QRN6350", "'nowhere'", "'browse'", "paying");
        project.Quern("availability", "lenient").ShouldComplain("QRN6351", "lenient");

        project.Write("moments.csv", "event_timestamp,customer,basket,point_in_time", "2024-01-02T10:00:00Z,ann,1,paying", "2024-01-02T10:00:00Z,ann,2,browsing", "2024-01-02T10:00:00Z,bob,3,paying");
        project.Quern("training-set", "checkout", "--spine", "moments.csv", "--point-in-time", "paying", "--out", "paid.csv").Succeeded().ShouldContain("  2 rows");
        project.Read("paid.csv").ShouldNotContain("browsing");
        var bytes = project.Bytes("paid.csv");
        project.Quern("training-set", "--manifest", "paid.csv.manifest.json").Succeeded().ShouldContain("the same bytes as before");
        project.Bytes("paid.csv").ShouldBe(bytes);
        project.Quern("training-set", "checkout", "--spine", "moments.csv", "--point-in-time", "browsing", "--out", "x.csv").ShouldComplain("QRN6350", "'browsing'");
        project.Quern("training-set", "checkout", "--spine", "labels.csv", "--point-in-time", "paying", "--out", "x.csv").ShouldComplain("QRN3044", "labels.csv");
    }

    [Fact]
    public async Task Replay_OfALoggedRequest_IsTheSame_UntilDataOrDefinitionsChange()
    {
        using var project = templates.Shop();
        project.Quern("replay", "r1").ShouldComplain("QRN6073", "nothing that project 'shop' served is logged");
        await ServeAsync(project, ("r1", """{"customer":["ann",null],"basket":[5.25,1]}"""));

        var same = project.Quern("replay", "r1").Succeeded();
        same.ShouldContain("checkout row 0, served at 2024-01-02T10:00:00Z by version 1, replayed by version 1");
        same.ShouldContain("Everything is the same.");
        project.Quern("replay", "r1", "--service", "checkout", "--version", "1").Succeeded();
        project.Quern("replay", "nobody").ShouldComplain("QRN6074", "no logged request has the id 'nobody'");
        project.Quern("replay", "r1", "--version", "9").ShouldComplain("QRN6075", "the registry has no commit 9");
        project.Quern("replay", "r1", "--service", "pages").ShouldComplain("QRN6070");

        // A sale that was told of later.
        project.Append("data/purchases.csv", "2024-01-02T09:30:00Z,ann,1,1");
        var late = project.Quern("replay", "r1");
        late.Exit.ShouldBe(1);
        late.Output.ShouldContain("different");
        late.Output.ShouldContain("values differ.");
        var json = project.Quern("replay", "r1", "--json");
        json.Exit.ShouldBe(1);
        var row = JsonDocument.Parse(json.Output).RootElement.GetProperty("rows")[0];
        var spent = row.GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "spent_1d");
        (spent.GetProperty("served").GetProperty("value").GetDouble(), spent.GetProperty("replayed").GetProperty("value").GetDouble(), spent.GetProperty("same").GetBoolean()).ShouldBe((30.5, 31.5, false));

        project.Write("data/purchases.csv", [.. project.Read("data/purchases.csv").TrimEnd().Split('\n')[..^1]]);
        project.Replace("Shop.cs", "Service(Spending, CustomerProfile,", "Service(Spending, CustomerProfile, Browsing,");
        project.Quern("apply", "--message", "second").Succeeded();
        var grown = project.Quern("replay", "r1");
        grown.Exit.ShouldBe(1);
        grown.Output.ShouldContain("by version 1, replayed by version 2");
        project.Quern("replay", "r1", "--version", "1").Succeeded().ShouldContain("Everything is the same.");
    }

    [Theory]
    [InlineData("""{ "project": "shop", "log": { "sample": 2, "services": { "checkout": "all" }, "rate": 1 } }""", "'log.sample'", "'log.services.checkout'", "'log.rate' is not a setting")]
    [InlineData("""{ "project": "shop", "log": 1 }""", "'log' is not an object")]
    public void Settings_ThatAreWrong_AreToldAllAtOnce(string settings, params string[] complaints)
    {
        using var project = templates.Shop();
        project.Write("quern.json", settings);
        project.Quern("status").ShouldComplain(complaints.Length == 1 ? "QRN6101" : "QRN6071", complaints);
    }

    [Theory]
    [InlineData("--as-known", null)]
    [InlineData("--tolerance", "soon")]
    [InlineData("--explain", "1")]
    public void Options_ThatSayNothingOfALog_AreRefused(string option, string? value)
    {
        using var project = templates.Shop();
        project.Quern(["training-set", "checkout", "--from-log", "--labels", "labels.csv", "--out", "x.csv", option, .. value is null ? Array.Empty<string>() : [value]]).ShouldComplain("QRN6072", value == "soon" ? "'soon'" : $"'{option}'");
        project.Quern("training-set", "checkout", "--labels", "labels.csv", "--out", "x.csv").ShouldComplain("QRN6072", "--from-log");
    }

    private static async Task ServeAsync(TestProject project, params (string Id, string Entities)[] requests)
    {
        project.Write("quern.json", Config);
        project.Quern("materialize", "--to", "2024-01-02T10:00:00Z").Succeeded();
        using var server = ServedProject.Start(project, "--clock", "2024-01-02T10:00:00Z");
        using var client = new HttpClient();
        foreach (var (id, entities) in requests)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Url}/get-online-features") { Content = new StringContent($$"""{"feature_service":"checkout","entities":{{entities}}}""") };
            request.Headers.Add("X-Request-Id", id);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            answer.Headers.GetValues("X-Request-Id").ShouldBe([id]);
        }

        // What waits is written when it stops.
        server.Stop();
    }
}
