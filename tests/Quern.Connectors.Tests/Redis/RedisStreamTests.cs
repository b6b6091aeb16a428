using System.Text;
using Quern.Connectors.Redis;
using Quern.Schema;
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
        EventBatch events = reader.Events;
        (await project.Ingest.PushAsync("sales", events, reader.Unread)).Accepted.ShouldBe(sales.Length);
    }
}
