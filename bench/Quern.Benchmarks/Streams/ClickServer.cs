using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Quern.Engine.Registry;
using Quern.Engine.Serving;
using Quern.Engine.Streams;
using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Server;
using Quern.Server.Clocks;
using Quern.Server.Drift;
using Quern.Server.Projects;
using Quern.Server.Serving;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Registry;
using Quern.Stores.Threads;
using Quern.Time;

namespace Quern.Benchmarks.Streams;

/// <summary>A server of clicks in a process of its own, as <c>quern serve</c> is one.</summary>
internal sealed class ClickServer : IDisposable
{
    public const string Command = "streams-http-server";
    private readonly Process _process;

    private ClickServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>How many seconds of processors' time it has used, which other work on the machine changes less than the clock's.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts the process, and waits until it listens.</summary>
    /// <param name="folder">Where its stores are.</param>
    /// <param name="watched">Whether it watches its stream's source for drift.</param>
    public static ClickServer Start(string folder, bool watched = false)
    {
        var process = BenchProcess.Start([Command, folder, .. watched ? ["watched"] : Array.Empty<string>()]);
        return new(process, new(process.StandardOutput.ReadLine()!));
    }

    /// <summary>What the process does: it serves until its input ends.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var (plan, _) = RepositoryPlanner.Plan(RepositoryReader.Read(new ClickFeatures()), new PlanOptions());
        using var online = new LmdbOnlineStore(Path.Combine(args[0], "online"));
        using var streams = new ProjectStreams(() => new LmdbOnlineStore(Path.Combine(args[0], "streams")), online, new WallClock(), new() { ThreadBegins = LongTurns.Take });
        using var watches = args.Length > 1 ? Watch(new(args[0])) : null;
        await using var server = await QuernServer.StartAsync(new Registry(plan!, online, streams), new() { Url = "http://127.0.0.1:0", Drift = watches, Log = Console.Error }).ConfigureAwait(false);
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

    // As often as it may, which is more than a server asks.
    private static DriftWatches Watch(ProjectFolder project)
    {
        var registry = new FileRegistryStore(project.Registry);
        new DefinitionRegistry(registry).Apply(RepositorySnapshot.Empty, File.ReadAllBytes(typeof(ClickFeatures).Assembly.Location), null, "bench", Instant.From(DateTimeOffset.UtcNow), "first");
        return new(project, registry, new WallClock(), new() { Sources = ["clicks"], Services = [], Every = TimeSpan.FromSeconds(1) }, TimeProvider.System);
    }

    /// <summary>One version that never changes.</summary>
    private sealed class Registry(RepositoryPlan plan, LmdbOnlineStore online, ProjectStreams streams) : IServingRegistry, IServingVersion
    {
        public string Project => "clicks";

        public string Version => "1";

        public RepositoryPlan Repository => plan;

        public StreamIngest? Streams { get; private set; }

        public string? ReadHead() => Version;

        public IServingVersion Load(string head, ILogger log)
        {
            Streams = streams.Use(plan, plan, log);
            return this;
        }

        public IVectorSource OpenSource(ServicePlan service) => new OnlineVectors(online, service, Streams!.Heads);

        public Instant? MaterializedTo(ViewPlan view) => null;

        public void Dispose()
        {
        }
    }
}
