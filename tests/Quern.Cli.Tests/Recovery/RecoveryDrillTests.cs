using System.Text;
using System.Text.Json;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Recovery;

/// <summary>The drill that an operator should do now and then: a backup while a server takes events, the project lost, and all of it back from the backup.</summary>
public sealed class RecoveryDrillTests(ProjectTemplates templates)
{
    private const int Pushers = 2;

    [Fact]
    public void Project_LostUnderLoad_IsBack_WithAllThatWasAcknowledgedBeforeTheBackup()
    {
        using var project = templates.Till();
        using var backups = new TempFolder();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        var (acknowledged, stop) = (new List<SaleBatch>(), false);
        List<SaleBatch> before;
        using (var server = ServedProject.Start(project))
        {
            var pushers = Enumerable.Range(0, Pushers).Select(pusher => new Thread(() =>
            {
                for (var number = 0; !Volatile.Read(ref stop); number++)
                {
                    var batch = new SaleBatch(pusher, number);
                    if (batch.Push(client, server.Url) is null) return;
                    lock (acknowledged) acknowledged.Add(batch);
                }
            })).ToArray();
            foreach (var pusher in pushers) pusher.Start();
            // Long enough for checkpoints, so that state and log are both somewhere in between.
            SpinWait.SpinUntil(() => Count(acknowledged) > 20, TimeSpan.FromMinutes(1)).ShouldBeTrue();
            project.Quern("backup", Path.Combine(backups.Path, "first")).Succeeded();
            Thread.Sleep(2_500);
            lock (acknowledged) before = [.. acknowledged];
            project.Quern("backup", Path.Combine(backups.Path, "second")).Succeeded();
            Count(acknowledged).ShouldBeGreaterThan(before.Count, "Nothing was pushed while the backup was made.");
            server.Kill();
            Volatile.Write(ref stop, true);
            foreach (var pusher in pushers) pusher.Join();
        }

        Directory.Delete(project.Folder, recursive: true);
        QuernProcess.Quern(backups.Path, "verify", "second").Succeeded();
        QuernProcess.Quern(backups.Path, "restore", "second", project.Folder).Succeeded();
        project.Quern("verify").Succeeded().ShouldContain("; sound");

        using var again = ServedProject.Start(project);
        var all = acknowledged.Concat(Enumerable.Range(0, Pushers).Select(pusher => new SaleBatch(pusher, acknowledged.Where(batch => batch.Pusher == pusher).Max(batch => batch.Number) + 1))).ToList();
        for (var customer = 0; customer < SaleBatch.Customers; customer++)
        {
            var (sales, spent) = SaleBatch.Read(client, again.Url, $"c{customer}");
            sales.ShouldBeInRange(Of(before, customer).Length, Of(all, customer).Length);
            if (customer < 2) History(project, $"c{customer}").ShouldBe((sales, spent));
        }

        // It goes on where it was: what was pushed before is known, what came after the backup comes again.
        foreach (var batch in all) batch.Push(client, again.Url).ShouldBe(System.Net.HttpStatusCode.OK);
        for (var customer = 0; customer < SaleBatch.Customers; customer++)
            SaleBatch.Read(client, again.Url, $"c{customer}").ShouldBe((Of(all, customer).Length, Of(all, customer).Sum(sale => sale.Amount)));
    }

    [Fact]
    public async Task Project_RestoredToAnInstant_EqualsOneThatNeverHadMore()
    {
        using var project = templates.Till();
        using var plain = templates.Till();
        using var work = new TempFolder();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        string to;
        using (var server = ServedProject.Start(project))
        {
            for (var number = 0; number < 10; number++) new SaleBatch(0, number).Push(client, server.Url);
            // So that some of it is in the indexed state.
            Thread.Sleep(2_500);
            for (var number = 10; number < 15; number++) new SaleBatch(0, number).Push(client, server.Url);
            to = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            Thread.Sleep(10);
            // Others, and others of the same keys.
            for (var number = 15; number < 20; number++) new SaleBatch(0, number).Push(client, server.Url);
            Correct(client, server.Url, new(0, 3));
            project.Quern("backup", Path.Combine(work.Path, "backup")).Succeeded();
        }

        using var restored = new TestProject();
        QuernProcess.Quern(work.Path, "restore", "backup", restored.Folder, "--to", to).Succeeded().ShouldContain("600 events, without 240 later ones");
        using var expected = ServedProject.Start(plain);
        for (var number = 0; number < 15; number++) new SaleBatch(0, number).Push(client, expected.Url);
        using var again = ServedProject.Start(restored);
        var customers = string.Join(',', Enumerable.Range(0, SaleBatch.Customers + 1).Select(customer => $"\"c{customer}\""));
        var request = $$$"""{"feature_service":"checkout","entities":{"customer":[{{{customers}}}]}}""";
        Values(await again.AskAsync(request)).ShouldBe(Values(await expected.AskAsync(request)));

        // And what comes next finds what it would have found.
        Correct(client, again.Url, new(0, 3));
        Correct(client, expected.Url, new(0, 3));
        Values(await again.AskAsync(request)).ShouldBe(Values(await expected.AskAsync(request)));
    }

    // Other amounts under the same keys.
    private static void Correct(HttpClient client, string url, SaleBatch batch)
    {
        using var body = new StringContent($"[{string.Join(',', batch.Sales.Select(sale => sale.Json.Replace("\"amount\":", "\"amount\":1", StringComparison.Ordinal)))}]", Encoding.UTF8, "application/json");
        using var answer = client.PostAsync($"{url}/v1/streams/sales/events", body).GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
    }

    private static int Count(List<SaleBatch> batches)
    {
        lock (batches) return batches.Count;
    }

    private static OneSale[] Of(IEnumerable<SaleBatch> batches, int customer) => [.. batches.SelectMany(batch => batch.Sales).Where(sale => sale.Customer == $"c{customer}")];

    // Computed from the log, whatever the online state says.
    private static (long Sales, double Spent) History(TestProject project, string customer)
    {
        var features = JsonDocument.Parse(project.Quern("get", "checkout", $"customer={customer}", "--at", DateTime.UtcNow.ToString("O"), "--json").Succeeded()).RootElement.GetProperty("features").EnumerateArray().ToArray();
        JsonElement Value(string name) => features.Single(feature => feature.GetProperty("name").GetString() == name).GetProperty("value");
        return (Value("sales_lifetime").GetInt64(), Value("spent_lifetime").GetDouble());
    }

    private static string[] Values(JsonElement answer) => [.. answer.GetProperty("results").EnumerateArray().Select(column => $"{column.GetProperty("values")} {column.GetProperty("statuses")}")];
}
