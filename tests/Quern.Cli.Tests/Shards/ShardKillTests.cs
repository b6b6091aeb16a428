using System.Net;
using Quern.Cli.Tests.Projects;
using Quern.Cli.Tests.Streams;

namespace Quern.Cli.Tests.Shards;

/// <summary>Kills a shard's server at random moments while events are pushed to the one that takes them, and starts it again.</summary>
public sealed class ShardKillTests(ProjectTemplates templates)
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("QUERN_FULL") is null ? 2 : 100;

    [Fact]
    public async Task Shard_KilledUnderLoad_HasWhatTheLogHas_AsTheTrainingSetHas()
    {
        using var till = new ShardedTill(templates.Till());
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using var all = till.StartDefault();
        var seed = Environment.TickCount;
        var (random, batches, stop) = (new Random(seed), 0, false);
        var pusher = new Thread(() =>
        {
            for (; !Volatile.Read(ref stop); batches++) new SaleBatch(0, batches).Push(client, till.DefaultUrl).ShouldBe(HttpStatusCode.OK);
        });
        pusher.Start();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var shard = till.StartShard();
            Thread.Sleep(random.Next(20, 2_000));
            shard.Kill();
        }

        Volatile.Write(ref stop, true);
        pusher.Join();
        batches.ShouldBeGreaterThan(Kills);
        using var last = till.StartShard();
        var sales = Enumerable.Range(0, batches).SelectMany(number => new SaleBatch(0, number).Sales).ToArray();
        for (var customer = 0; customer < SaleBatch.Customers; customer++)
        {
            var own = sales.Where(sale => sale.Customer == $"c{customer}").ToArray();
            SaleBatch.Read(client, till.ShardUrl, $"c{customer}").ShouldBe((own.Length, own.Sum(sale => sale.Amount)), $"seed {seed}, customer {customer}");
        }

        // The order of the columns is the service's in both.
        till.Trained("checkout", "c3").ShouldBe((await last.CheckoutAsync("c3"))[1..], $"seed {seed}");
    }
}
