using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Connectors.Feeds;
using Quern.Engine.Feeds;
using Quern.Engine.Online;
using Quern.Engine.Served;
using Quern.Engine.Streams;
using Quern.Engine.Usage;
using Quern.Planning.Shards;
using Quern.Protocol.Online;
using Quern.Server;
using Quern.Server.Alerts;
using Quern.Server.Audits;
using Quern.Server.Clocks;
using Quern.Server.Drift;
using Quern.Server.Objectives;
using Quern.Server.Projects;
using Quern.Stores.Alerts;
using Quern.Stores.Objectives;
using Quern.Stores.Served;
using Quern.Stores.Sources;
using Quern.Stores.Streams;
using Quern.Stores.Threads;

namespace Quern.Cli.Commands;

/// <summary>Answers over HTTP until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create(SharedOptions shared)
    {
        var url = new Option<string>("--url") { Description = "Where to listen; port 0 takes any free port.", DefaultValueFactory = _ => new ServerOptions().Url };
        var grpc = new Option<string?>("--grpc-url") { Description = "Where to listen for gRPC too, such as http://127.0.0.1:6567; a port of its own. By default nowhere." };
        var tls = new TlsOptions();
        var clock = new Option<string>("--clock") { Description = "What now is: wall, an instant such as 2001-03-01T00:00:00Z, manual[:INSTANT], which PUT /v1/clock moves, or event[:INSTANT], which the events of streams move.", DefaultValueFactory = _ => "wall" };
        var status = new Option<FeastStatus>("--feast-status") { Description = "Which statuses answers tell: strict (each as it is) or python (as Feast's Python server).", DefaultValueFactory = _ => FeastStatus.Strict };
        var readOnly = new Option<bool>("--read-only") { Description = "Only answer from online state, beside a server that takes events and writes it: no events, no feeds, no materializations, no rollbacks." };
        var shard = new Option<string?>("--shard") { Description = "Serve this shard of quern.json: its services and views, from its own store. Beside the server that takes events, whose log it follows." };
        var rows = Limit("--row-limit", "The most rows in one request.", new ServerOptions().RowLimit);
        var waiting = Limit("--waiting-limit", "How much may wait for a thread before reads are turned away with 503.", new ServerOptions().WaitingLimit);
        var overdue = Limit("--overdue-limit", "How many reads that a deadline cut off may still run before others with a deadline are turned away with 503.", new ServerOptions().OverdueReads);
        var command = new Command("serve", "Answer over HTTP; a new commit is picked up without a restart.") { url, grpc, tls.Certificate, tls.Key, clock, status, readOnly, shard, rows, waiting, overdue };
        command.Validators.Add(tls.Check);
        CommandRun.Bind(command, shared, run =>
        {
            run.RefuseJson("serve", "What a server says while it runs is lines of text; 'quern status --json' and GET /v1/registry tell what it serves.");
            return Serve(run, run.Value(readOnly), ProjectShards.Named(run.Project, run.Value(shard)), new ServerOptions
            {
                Url = run.Value(url)!,
                GrpcUrl = run.Value(grpc),
                Tls = tls.Of(run),
                Clock = ClockChoice.Parse(run.Value(clock)!),
                FeastStatus = run.Value(status),
                RowLimit = run.Value(rows),
                WaitingLimit = run.Value(waiting),
                OverdueReads = run.Value(overdue),
                ServiceLimits = run.Project.File.Limits,
                Triggers = TriggerSettings.Resolve(run.Project.File.Triggers),
                RollsBack = !run.Value(readOnly),
                TrainingSets = new(run.Project),
                Prices = run.Project.File.Prices,
                Telemetry = TelemetryVariables.Read(),
                Log = Console.Out,
            });
        });
        return command;
    }

    private static Option<int> Limit(string name, string description, int usual)
    {
        var limit = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        limit.Validators.Add(asked =>
        {
            if (asked.GetValueOrDefault<int>() < 1) asked.AddError($"{name} is at least 1");
        });
        return limit;
    }

    // Beside reads, and never in their way.
    private static DuckResources HistoryResources(Project project) => new() { Threads = 1, MemoryBytes = 256 << 20, TempFolder = project.Temporary };

    private static CountedStore Counted(IOnlineStore online, UsageLedger usage, string way) => new(online, (view, records, bytes) => usage.AddWrite(view, way, new(0, 0, records, bytes, 0, 0)));

    private static async Task<int> Serve(CommandRun run, bool readOnly, string shard, ServerOptions options)
    {
        var project = run.Project;
        // What came last is written while the server stops.
        project.Objects?.Stop = CancellationToken.None;
        // What is done once for a project is done where its events are taken.
        var isDefault = shard == ShardDefinition.DefaultName;
        using var feeds = new FeedHost(readOnly || !isDefault ? new Dictionary<string, IFeedSource>() : project.File.Feeds.Where(feed => !project.File.Shared.ContainsKey(feed.Key)).ToDictionary(), new(), TimeProvider.System) { Folder = project.FeedFiles };
        feeds.Check();
        using var online = OnlineStores.Open(project, shard);
        // Of streams the last is written when they are disposed.
        using var usage = new UsageLedger(UsageStores.Of(project, online), TimeProvider.System);
        var measure = new UsageMeasure(usage, () => TimeProvider.System.GetElapsedTime(0));
        var limits = new StreamLimits { ThreadBegins = LongTurns.Take };
        using var streams = readOnly || !isDefault ? null : new ProjectStreams(
            () => OnlineStores.OpenLog(project, online), Counted(online, usage, ConsumerNames.Stream), options.Clock, limits, feeds, log => new(log, new DeltaHistoryTables(project.HistoryTables, TimeProvider.System, HistoryResources(project)))) { Own = project.OwnPlan };
        using var followed = readOnly || isDefault ? null : new FollowedStreams(() => OnlineStores.FollowLog(project, online, shard), Counted(online, usage, ConsumerNames.Stream), options.Clock, limits);
        using var served = project.File.Log is { } log ? new ServedLog(new ServedTables(project.Served, TimeProvider.System, HistoryResources(project)), log, TimeProvider.System) : null;
        var commits = project.OpenRegistry();
        var levels = project.File.Objectives is { Count: > 0 } objectives ? new ServiceLevels(objectives, new MinuteFiles(project.ObjectivesOf(shard)), TimeProvider.System) : null;
        using var audits = isDefault && project.File.Audit is { } audit ? new SkewAudits(project, commits, options.Clock, audit, TimeProvider.System, levels) : null;
        using var drift = isDefault && project.File.Drift is { } watched ? new DriftWatches(project, commits, options.Clock, watched with { Holidays = project.File.Holidays }, TimeProvider.System, readOnly ? null : ProjectShards.EachStore(project, online)) : null;
        var alerts = new AlertOptions(new(new AlertFile(project.AlertsOf(shard)), TimeProvider.System, project.File.Alerts.Again), project.File.Alerts.Resolve(project.Folder));
        var registry = new ProjectRegistry(project.File.Project, commits, online, streams, readOnly ? null : Machine.Materializer(project, Counted(online, usage, ConsumerNames.Materialize), measure))
        {
            Followed = followed,
            TakenElsewhere = project.TakenElsewhere,
            Place = project.File.Shards.Count == 0 ? null : (plan, log) => ProjectShards.Serve(project, plan, shard, log),
        };
        await using var server = await QuernServer.StartAsync(registry, options with { Served = served, Audits = audits, Drift = drift, Levels = levels, Alerts = alerts, Usage = usage, TrainingSets = options.TrainingSets! with { Usage = measure } }, run.Cancellation).ConfigureAwait(false);
        try
        {
            await server.WaitForShutdownAsync(run.Cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how a server ends well.
        }

        return 0;
    }
}
