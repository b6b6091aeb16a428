using System.Globalization;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Monitoring;

/// <summary>What <c>profile</c> and <c>drift</c> say of a training set and of what was served.</summary>
public sealed class FeatureDriftTests(ProjectTemplates templates)
{
    [Fact]
    public async Task ServedRows_AreHeldAgainstTheirTrainingSet()
    {
        using var project = templates.Shop();
        Train(project, "train.parquet", baskets: 10);
        project.Quern("profile", "checkout").ShouldComplain("QRN6070");
        // One row costs more than anything that was trained on; forty are of one bucket.
        await ServeAsync(project, string.Join(",", Enumerable.Repeat("\"ann\"", 40)), string.Join(",", Enumerable.Repeat("1000", 40)));

        var profile = project.Quern("profile", "checkout").Succeeded();
        profile.ShouldStartWith("checkout: 40 rows served from 2024-01-02T00:00:00Z to 2024-01-03T00:00:00Z, 1 bucket of 1d");
        profile.ShouldContain("  basket               float64       0.0 %          1        1,000");
        profile.ShouldContain("how old the events were that were told");
        var fields = JsonDocument.Parse(project.Quern("profile", "checkout", "--json").Succeeded()).RootElement.GetProperty("fields").EnumerateArray();
        fields.Single(field => field.GetProperty("profile").GetProperty("name").GetString() == "spent_1d").GetProperty("statuses").GetProperty("PRESENT").GetInt64().ShouldBe(40);

        string[] drift = ["drift", "checkout", "--at", "2024-01-02"];
        var told = project.Quern(drift).Succeeded();
        told.ShouldStartWith("checkout against train.parquet of ");
        told.ShouldContain(", 20 blocks\n2024-01-02T00:00:00Z, 1d: 40 rows, ");
        told.ShouldContain("  drift  basket                   mean 5.5");
        told.ShouldContain("100.0 % of values are beyond all of the reference");
        project.Quern([.. drift, "--gate"]).Exit.ShouldBe(1);
        var json = JsonDocument.Parse(project.Quern([.. drift, "--json"]).Succeeded()).RootElement.GetProperty("buckets")[0];
        json.GetProperty("features")[0].GetProperty("drifted").GetBoolean().ShouldBeTrue();

        await RetrainAsync(project);

        // A newer training set that knows such baskets.
        Train(project, "again.parquet", baskets: 5000);
        project.Quern(drift).Succeeded().ShouldNotContain("beyond all of the reference");
        project.Quern([.. drift, "--against", "train.parquet.manifest.json"]).Succeeded().ShouldContain("beyond all of the reference");
        project.Quern([.. drift, "--against", "previous"]).Succeeded().ShouldContain("not in the reference: ");
        project.Quern([.. drift, "--against", "past", "--gate"]).Succeeded().ShouldContain("too little to learn from");
        project.Quern("drift", "checkout", "--at", "2024-01-05").ShouldComplain("QRN6344");
        project.Quern([.. drift, "--every", "1h"]).ShouldComplain("QRN6346", "again.parquet");
        project.Quern([.. drift, "--against", "yesterday"]).ShouldComplain("QRN6347", "yesterday");
        project.Quern([.. drift, "--against", "nothing.parquet"]).ShouldComplain("QRN6340", "nothing.parquet.profile");
        project.Quern([.. drift, "--on-bad-row", "quarantine"]).ShouldComplain("QRN6343", "--on-bad-row");

        project.Replace("Shop.cs", "Sum(p => p.Items) })", "Sum(p => p.Items + 1) })");
        project.Quern("apply", "--message", "second", "--allow-breaking", "spending").Succeeded();
        project.Quern(drift).Succeeded().ShouldContain("  made by other definitions than are served now: spending");
    }

    [Fact]
    public async Task SmallPopulation_ThatWentBad_IsNamed_AndAsLongAsItsTrainingSetIsKnown()
    {
        using var project = templates.Shop();
        // Ann, of one row in forty, has small baskets.
        project.Quern(
            "training-set", "checkout", "--out", "train.parquet", "--spine-sql",
            "SELECT TIMESTAMP '2024-01-02' + to_seconds(72 * i) AS event_timestamp, CASE WHEN i % 40 = 0 THEN 'ann' WHEN i % 3 = 0 THEN 'cy' ELSE 'bob' END AS customer, (1 + hash(i) % CASE WHEN i % 40 = 0 THEN 5 ELSE 100 END)::DOUBLE AS basket FROM range(24000) r(i) ORDER BY i").Succeeded();
        string[] customers = [.. Enumerable.Range(0, 1600).Select(row => row % 40 == 0 ? "ann" : row % 3 == 0 ? "cy" : row % 29 == 0 ? "dee" : "bob")];
        await ServeAsync(project, string.Join(",", customers.Select(customer => $"\"{customer}\"")), string.Join(",", customers.Select((customer, row) => customer == "ann" ? 90 + (row % 5) : 1 + (row * 7919L % 100))));

        string[] drift = ["drift", "checkout", "--at", "2024-01-02"];
        const string Ann = "where customer is ann (40 rows): typical value 9";
        var told = project.Quern(drift).Succeeded();
        told.ShouldContain(Ann);
        told.ShouldContain(" in sub-populations alone; ");
        told.ShouldContain("  not in the reference: customer is dee (");
        told.ShouldNotContain("not looked at");
        var bucket = JsonDocument.Parse(project.Quern([.. drift, "--json"]).Succeeded()).RootElement.GetProperty("buckets")[0];
        var basket = bucket.GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "basket");
        basket.GetProperty("tests").EnumerateArray().ShouldAllBe(test => !test.GetProperty("believed").GetBoolean());
        // The view has a city for her, of which there are no others.
        var ann = basket.GetProperty("populations")[0];
        basket.GetProperty("populations").EnumerateArray().Skip(1).Select(other => (other.GetProperty("field").GetString(), other.GetProperty("withIt").GetBoolean())).ShouldBe([("city", true)]);
        (ann.GetProperty("field").GetString(), ann.GetProperty("value").GetString(), ann.GetProperty("rows").GetInt64(), ann.GetProperty("withIt").GetBoolean()).ShouldBe(("customer", "ann", 40, false));
        await IsAlertedAsync(project, Ann);

        // What was learnt is kept when the training set goes to where models are trained.
        File.Move(Path.Combine(project.Folder, "train.parquet"), Path.Combine(project.Folder, "away.parquet"));
        project.Quern(drift).Succeeded().ShouldContain(Ann);
        var kept = Directory.GetFiles(Path.Combine(project.Folder, ".quern", "training-populations"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.WriteAllBytes(kept, [1, 2, 3]);
        project.Quern(drift).Succeeded().ShouldContain("  sub-populations not looked at: the training set is not at '");
        File.WriteAllText(Path.Combine(project.Folder, "train.parquet"), "another");
        project.Quern(drift).Succeeded().ShouldContain("is not the training set any more that the profile is of");
        File.Delete(Path.Combine(project.Folder, "train.parquet"));
        File.Move(Path.Combine(project.Folder, "train.parquet.profile"), Path.Combine(project.Folder, "away.parquet.profile"));
        project.Quern([.. drift, "--against", "away.parquet"]).Succeeded().ShouldContain(Ann);
    }

    [Fact]
    public void WhatAServerWatches_ThatCannotBeRead_IsToldAllAtOnce()
    {
        using var project = templates.Shop();
        project.Write("quern.json", """{ "project": "shop", "drift": { "sources": "purchases", "services": [1], "every": "1s", "buckets": 0, "loud": true, "retrain": { "checkout": 0, "lenient": "soon" } } }""");
        project.Quern("status").ShouldComplain("QRN6349", "'drift.sources'", "'drift.services'", "'drift.every'", "'drift.buckets'", "'drift.loud'", "'drift.retrain.checkout'", "'drift.retrain.lenient'");
    }

    [Fact]
    public void Profile_OfATrainingSet_HasFeaturesAndLabels_AndIsInTheManifest()
    {
        using var project = templates.Shop();
        Train(project, "train.csv", baskets: 10);
        foreach (var name in new[] { "train.csv", "train.csv.manifest.json", "train.csv.profile" })
        {
            var lines = project.Quern("profile", name).Succeeded();
            lines.ShouldStartWith("train.csv: 1,200 rows from 2024-01-02T00:00:00Z to 2024-01-22T00:00:00Z, 20 blocks of 1d; made ");
            lines.ShouldContain("  label                int64         0.0 %          2");
            lines.ShouldContain("  city                 string ");
            lines.ShouldContain("  tags                 values of type INTEGER[] are not profiled");
        }

        var manifest = JsonDocument.Parse(project.Read("train.csv.manifest.json")).RootElement.GetProperty("profile");
        (manifest.GetProperty("rows").GetInt64(), manifest.GetProperty("every").GetString(), manifest.GetProperty("blocks").GetInt64()).ShouldBe((1200, "1d", 20));
        project.Quern("profile", "train.csv", "--every", "1h", "--again").ShouldComplain("QRN6343", "--every", "--again");
        project.Quern("drift", "train.csv").ShouldComplain("QRN6347");
        project.Quern("drift", "purchases", "--against", "previous").ShouldComplain("QRN6343", "--against");
        project.Quern("profile", "source:purchases").Succeeded().ShouldStartWith("purchases: ");
        project.Quern("profile", "service:nothing").ShouldComplain("QRN6008");

        project.Quern("training-set", "--manifest", "train.csv.manifest.json", "--no-profile").Succeeded().ShouldContain("the same bytes as before");
        project.Quern("profile", "train.csv").ShouldComplain("QRN6340", "train.csv.profile");
        project.Quern("drift", "lenient").ShouldComplain("QRN6345", "lenient");
    }

    // Sixty rows a day for twenty days.
    private static void Train(TestProject project, string output, int baskets) => project.Quern(
        "training-set", "checkout", "--out", output, "--spine-sql",
        string.Create(CultureInfo.InvariantCulture, $"SELECT TIMESTAMP '2024-01-02' + to_minutes(24 * i) AS event_timestamp, CASE i % 3 WHEN 0 THEN 'ann' ELSE 'bob' END AS customer, (i % {baskets} + 1)::DOUBLE AS basket, i % 2 AS label, [1::INTEGER] AS tags FROM range(1200) r(i) ORDER BY i")).Succeeded();

    // A server that watches says by itself what was served on the day before, and what to do.
    private static async Task RetrainAsync(TestProject project)
    {
        project.Write("quern.json", """{ "project": "shop", "drift": { "sources": [], "retrain": { "checkout": 1 } }, "alerts": { "to": [ { "command": ["sh", "-c", "cat > retrain"], "only": ["retrain/*"] } ] } }""");
        using var server = ServedProject.Start(project, "--clock", "2024-01-03T10:00:00Z");
        var called = Path.Combine(project.Folder, "retrain");
        while (!File.Exists(called) || new FileInfo(called).Length == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        var alert = JsonDocument.Parse(project.Read("retrain")).RootElement.GetProperty("metadata").GetProperty("event_payload").GetProperty("alerts")[0];
        alert.GetProperty("title").GetString().ShouldBe("Service 'checkout' should be trained again");
        alert.GetProperty("of").GetString().ShouldBe("service checkout");
        alert.GetProperty("evidence").GetString()!.ShouldContain("basket: mean 5.5");
        alert.GetProperty("command").GetString().ShouldBe("quern training-set checkout --spine LABELS --out checkout-2024-01-02.parquet");
        var listed = project.Quern("alerts", "--server", server.Url).Succeeded();
        listed.ShouldContain("features of service 'checkout' drifted from train.parquet of ");
        listed.ShouldContain("$ quern drift service:checkout --at 2024-01-02T00:00:00Z");
    }

    // A server that watches says so in what it found, and in an alert.
    private static async Task IsAlertedAsync(TestProject project, string population)
    {
        var settings = project.Read("quern.json");
        project.Write("quern.json", """{ "project": "shop", "drift": { "sources": [] } }""");
        using (var server = ServedProject.Start(project, "--clock", "2024-01-03T10:00:00Z"))
        {
            using var client = new HttpClient();
            while (true)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
                var services = JsonDocument.Parse(await client.GetStringAsync($"{server.Url}/v1/drift", TestContext.Current.CancellationToken)).RootElement.GetProperty("services");
                if (services.GetArrayLength() == 0 || services[0].GetProperty("looked_at").ValueKind == JsonValueKind.Null) continue;
                var basket = services[0].GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == "basket");
                basket.GetProperty("evidence")[0].GetString()!.ShouldStartWith(population);
                basket.GetProperty("populations")[0].GetProperty("value").GetString().ShouldBe("ann");
                services[0].GetProperty("not_looked_at").GetArrayLength().ShouldBe(0);
                services[0].GetProperty("unknown")[0].GetString()!.ShouldStartWith("customer is dee (");
                break;
            }

            while (!(await client.GetStringAsync($"{server.Url}/v1/alerts", TestContext.Current.CancellationToken)).Contains("drift/service/checkout", StringComparison.Ordinal)) await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        project.Write("quern.json", settings);
    }

    private static async Task ServeAsync(TestProject project, string customers, string baskets)
    {
        project.Write("quern.json", """{ "project": "shop", "log": { "services": { "checkout": 1 } } }""");
        project.Quern("materialize", "--to", "2024-01-02T10:00:00Z").Succeeded();
        using var server = ServedProject.Start(project, "--clock", "2024-01-02T10:00:00Z");
        using var client = new HttpClient();
        using var answer = await client.PostAsync(
            $"{server.Url}/get-online-features", new StringContent($$$"""{"feature_service":"checkout","entities":{"customer":[{{{customers}}}],"basket":[{{{baskets}}}]}}"""), TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        // What waits is written when it stops.
        server.Stop();
    }
}
