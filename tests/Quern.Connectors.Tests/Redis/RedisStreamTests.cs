using System.Text;
using Quern.Connectors.Redis;
using Quern.Protocol.Streams;

namespace Quern.Connectors.Tests.Redis;

/// <summary>What comes live, with online state in Redis.</summary>
public sealed class RedisStreamTests
{
    [Fact]
    public async Task Stream_ThroughCrashesOfBothSides_HasTheBitsOfATrainingSet()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        using var server = new RedisServer();
        using var project = new FedProject(RedisOnlineStore.Open(server.NewSettings() with { Timeout = TimeSpan.FromSeconds(10) }, "sales", TimeProvider.System));
        var sales = FedProject.Sales(random, 3_000);
        for (var at = 0; at < sales.Length; at += 250)
        {
            await PushAsync(project, sales[at..(at + 250)]);
            switch (random.Next(4))
            {
                case 0:
                    project.Crash();
                    break;
                case 1:
                    server.Kill();
                    await PushAsync(project, []);
                    server.Start();
                    Eventually.So(() => Has(project, sales[..(at + 250)]), () => $"seed {seed}");
                    break;
                default:
                    await Task.Delay(random.Next(80), TestContext.Current.CancellationToken);
                    break;
            }
        }

        project.Crash();
        project.ShouldHave(sales);
    }

    [Fact]
    public async Task Server_ThatIsAway_TurnsReadsAwayAndLosesNothing()
    {
        using var server = new RedisServer();
        using var project = new FedProject(RedisOnlineStore.Open(server.NewSettings() with { Timeout = TimeSpan.FromSeconds(2) }, "sales", TimeProvider.System));
        var sales = FedProject.Sales(new Random(7), 500);
        await PushAsync(project, sales[..250]);
        server.Kill();
        await PushAsync(project, sales[250..]);
        Should.Throw<QuernException>(() => project.ShouldHave(sales)).Findings[0].Code.ShouldBeOneOf("QRN6401", "QRN6408");
        server.Start();
        Eventually.So(() => Has(project, sales), () => "it does not come back");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_ThatLosesWhatWasWritten_IsBroughtUpFromTheLog_AndNoReadIsWrong(bool hasOlderState)
    {
        using var server = RedisServer.With("--appendonly", "no");
        using var project = new FedProject(RedisOnlineStore.Open(server.NewSettings() with { Timeout = TimeSpan.FromSeconds(10) }, "sales", TimeProvider.System));
        var sales = FedProject.Sales(new Random(11), 900);
        await PushAsync(project, sales[..300]);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        if (hasOlderState) server.Ask("SAVE");
        await PushAsync(project, sales[300..600]);
        Eventually.So(() => project.Ingest.Heads.Rows == 0, () => "nothing is written into the state");
        server.Kill();
        server.Start();
        // Any answer that it gives from here on has all events.
        Eventually.So(() => Has(project, sales[..600]), () => "it does not come back");
        await PushAsync(project, sales[600..]);
        project.ShouldHave(sales);
        Eventually.So(() => project.Ingest.Heads.Rows == 0, () => "nothing is written into the state any more");
        project.Crash();
        project.ShouldHave(sales);
    }

    [Fact]
    public void Materialization_WhoseStoreWentBack_GoesOnFromWhatIsThere()
    {
        using var server = RedisServer.With("--appendonly", "no");
        using var store = RedisOnlineStore.Open(server.NewSettings() with { Timeout = TimeSpan.FromSeconds(10) }, "sales", TimeProvider.System);
        Put(store, "one");
        server.Ask("SAVE");
        Put(store, "two");
        server.Kill();
        server.Start();
        QuernException? lost = null;
        Eventually.So(() => (lost = Try(store)) is null or { Findings: [{ Code: "QRN6418" }] }, () => lost!.Message);
        lost!.Findings[0].Code.ShouldBe("QRN6418");
        Put(store, "three");
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek("p"u8, default);
        var records = new List<string>();
        while (snapshot.Next(out var record, out _)) records.Add(Encoding.UTF8.GetString(record));
        records.ShouldBe(["one", "three"]);
    }

    private static QuernException? Try(RedisOnlineStore store)
    {
        try
        {
            store.BeginWrite().Dispose();
            return null;
        }
        catch (QuernException refused)
        {
            return refused;
        }
    }

    private static void Put(RedisOnlineStore store, string record)
    {
        using var write = store.BeginWrite();
        write.Put("p"u8, Encoding.UTF8.GetBytes(record), "x"u8);
        write.Commit();
    }

    private static bool Has(FedProject project, Sale[] sales)
    {
        try
        {
            project.ShouldHave(sales);
            return true;
        }
        catch (QuernException)
        {
            // Not connected again yet.
            return false;
        }
    }

    private static async Task PushAsync(FedProject project, Sale[] sales)
    {
        var reader = new EventReader(project.Ingest.SchemaOf("sales"));
        foreach (var sale in sales) reader.Read(Encoding.UTF8.GetBytes(FedProject.Json(sale)));
        (await project.Ingest.PushAsync("sales", reader.Events, reader.Unread)).Accepted.ShouldBe(sales.Length);
    }
}
