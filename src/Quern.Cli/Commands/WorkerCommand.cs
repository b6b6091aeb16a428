using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Connectors.Redis;
using Quern.Connectors.Workers;
using Quern.Engine.Registry;
using Quern.Engine.Serving;
using Quern.Engine.Usage;
using Quern.Server.Workers;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Takes parts of the streams that several workers share until it is stopped.</summary>
internal static class WorkerCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create(SharedOptions shared)
    {
        var url = new Option<string?>("--url") { Description = "Where GET /health and GET /metrics are answered, such as http://127.0.0.1:6568; port 0 takes any free port. By default nowhere." };
        var tls = new TlsOptions();
        var command = new Command("worker", "Take partitions of the topics that quern.json shares between workers, and keep their state in Redis, until it is stopped.") { url, tls.Certificate, tls.Key };
        command.Validators.Add(tls.Check);
        CommandRun.Bind(command, shared, run =>
        {
            run.RefuseJson("worker", "What a worker says while it runs is lines of text; 'quern status --json' tells who has which parts.");
            // The command's thread waits for it: told to stop, one that goes on elsewhere would end with 143 though it ended well.
            return Work(run, new() { Url = run.Value(url), Tls = tls.Of(run), Telemetry = TelemetryVariables.Read(), Log = Console.Out }).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<int> Work(CommandRun run, WorkerServerOptions options)
    {
        var (project, file) = (run.Project, run.Project.File);
        if (file.Shared.Count == 0) throw new QuernException(WorkerFindings.NothingShared(ProjectFile.Name));
        using var main = RedisOnlineStore.Open(file.Online!, file.Project, TimeProvider.System);
        using var parts = RedisParts.Open(file.Online!, file.Project, file.Shared, TimeProvider.System);
        using var definitions = new AppliedVersions(project.OpenRegistry());
        var applied = definitions.Next();
        Finding[] findings =
        [
            .. WorkerHost.CheckTopics(file.Shared, file.Feeds, TimeProvider.System, run.Cancellation),
            .. applied is null ? [] : SharedViewCheck.Run(applied.Plan, parts.Streams),
            .. WorkerHost.CheckClock(parts) is { } clock ? new[] { clock } : [],
        ];
        if (findings.Length > 0) throw new QuernException(findings);
        using var usage = new UsageLedger(parts.Usage, TimeProvider.System);
        using var tables = WorkerTablePlace.Of(project);
        using var host = new WorkerHost(Options(file, options.Clock, usage, tables), main, parts);
        Say(tables is null ? "writes no tables of streams: \"storage.history\" names no place" : $"writes tables of streams in '{tables}'");
        // Closed last, so that it says how letting go ended.
        await using var door = await WorkerServer.StartAsync(host, options with { Usage = usage }, run.Cancellation).ConfigureAwait(false);
        using (host) Take(run, host, definitions, applied);
        Say("let go of all parts");
        return 0;
    }

    private static void Take(CommandRun run, WorkerHost host, AppliedVersions definitions, AppliedProject? applied)
    {
        if (applied is null) Say("nothing is applied yet; it begins when 'quern apply' has run");
        else host.Use(applied.Plan);
        var told = "";
        while (!run.Cancellation.WaitHandle.WaitOne(Pause)) told = Follow(host, definitions, told);
    }

    private static WorkerOptions Options(ProjectFile file, IClock clock, UsageLedger usage, WorkerTablePlace? tables) => new()
    {
        Shared = file.Shared,
        Feeds = file.Feeds,
        Clock = clock,
        Usage = usage,
        Time = TimeProvider.System,
        Tables = tables?.Options((stream, finding) => Say(finding is null ? $"the table of stream '{stream}' is written again" : $"stream '{stream}': {finding}")),
        Tell = (stream, finding) => Say(finding is null ? $"stream '{stream}' is taken again" : $"stream '{stream}': {finding}"),
        Changed = parts => Say(parts.Length == 0 ? "has no parts" : $"has {parts}"),
    };

    // What keeps a commit from being used, or the registry from being read, is told once, and the commit before goes on.
    private static string Follow(WorkerHost host, AppliedVersions definitions, string told)
    {
        try
        {
            if (definitions.Next() is not { } next) return "";
            host.Use(next.Plan);
            Say($"goes on with commit {next.Commit.Number}");
            return "";
        }
        catch (QuernException refused)
        {
            if (refused.Message != told) Say(refused.Message);
            return refused.Message;
        }
    }

    private static void Say(string text)
    {
        Console.Out.WriteLine($"{Instant.From(TimeProvider.System.GetUtcNow())}  {text}");
        Console.Out.Flush();
    }

    /// <summary>The versions of the registry, each as it appears; all stay loaded, for parts may still be opened with the one before.</summary>
    private sealed class AppliedVersions(IRegistryStore registry) : IDisposable
    {
        private readonly List<AppliedProject> _loaded = [];
        private int? _seen;

        /// <summary>The newest version, when it was not given before; null otherwise.</summary>
        public AppliedProject? Next()
        {
            if (registry.HeadNumber() is var number && (number <= 0 || number == _seen)) return null;
            _seen = number;
            _loaded.Add(AppliedProject.Load(registry, registry.Find(number)!));
            return _loaded[^1];
        }

        public void Dispose()
        {
            foreach (var version in _loaded) version.Dispose();
        }
    }
}
