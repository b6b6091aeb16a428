using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Projects;
using Quern.Server.Serving;
using Quern.Stores.Lmdb;
using Quern.Time;

namespace Quern.Benchmarks.Streams;

/// <summary>A shard's server of clicks, which follows the log of a <see cref="ClickServer"/> into a store of its own; a process of its own.</summary>
internal sealed class ClickShard : IDisposable
{
    public const string Command = "streams-shard-server";
    private readonly Process _process;

    private ClickShard(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>Starts the process, and waits until it listens.</summary>
    /// <param name="folder">Where the stores of the server are whose log it follows.</param>
    public static ClickShard Start(string folder)
    {
        var process = BenchProcess.Start(Command, folder);
        return new(process, new(process.StandardOutput.ReadLine()!));
    }

    /// <summary>What the process does: it serves until its input ends.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ClickFeatures()), new PlanOptions());
        using var online = new LmdbOnlineStore(Path.Combine(args[0], "shard"));
        using var streams = new FollowedStreams(() => new LmdbOnlineStore(Path.Combine(args[0], "streams")), online, new WallClock(), new());
        await using var server = await QuernServer.StartAsync(new Registry(plan!, online, streams), new() { Url = "http://127.0.0.1:0", Log = Console.Error }).ConfigureAwait(false);
        Console.WriteLine(server.Url);
        await Console.In.ReadToEndAsync().ConfigureAwait(false);
        return 0;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>One version that never changes.</summary>
    private sealed class Registry(RepositoryPlan plan, LmdbOnlineStore online, FollowedStreams streams) : IServingRegistry, IServingVersion
    {
        public string Project => "clicks";

        public string Version => "1";

        public RepositoryPlan Repository => plan;

        public StreamIngest? Streams => null;

        public StreamFollower? Follower { get; private set; }

        public string? ReadHead() => Version;

        public IServingVersion Load(string head, ILogger log)
        {
            Follower = streams.Use(plan, log);
            return this;
        }

        public IVectorSource OpenSource(ServicePlan service) => new OnlineVectors(online, service, Follower!.Heads);

        public Instant? MaterializedTo(ViewPlan view) => null;

        public void Dispose()
        {
        }
    }
}
