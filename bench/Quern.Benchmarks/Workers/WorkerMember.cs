using System.Globalization;
using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Server.Clocks;

namespace Quern.Benchmarks.Workers;

/// <summary>One worker as a process of its own, until its input ends.</summary>
internal static class WorkerMember
{
    public const string Command = "workers-member";

    public static async Task<int> RunAsync(string[] args)
    {
        var redis = SharedClicks.Redis(int.Parse(args[0], CultureInfo.InvariantCulture));
        using var main = RedisOnlineStore.Open(redis, "bench", TimeProvider.System);
        using var parts = RedisParts.Open(redis, "bench", SharedClicks.Shared, TimeProvider.System);
        using var host = new WorkerHost(
            new()
            {
                Shared = SharedClicks.Shared,
                Feeds = SharedClicks.Feeds(args[1]),
                Clock = new WallClock(),
                Time = TimeProvider.System,
                Tell = (_, finding) => Console.Error.WriteLine(finding),
            },
            main,
            parts);
        host.Use(SharedClicks.Plan());
        await Console.In.ReadToEndAsync().ConfigureAwait(false);
        return 0;
    }
}
