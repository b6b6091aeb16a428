using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Expectations;
using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Stores.Lmdb;
using Quern.Stores.Projects;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Brings online state up to an instant.</summary>
internal static class MaterializeCommand
{
    private const int Paused = 1;

    // A server that takes events writes every few seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create(SharedOptions shared)
    {
        var views = new Argument<string[]>("view") { Description = "The views; all when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var from = new Option<string?>("--from") { Description = "From which event time on; by default where the last run ended." };
        var to = new Option<string?>("--to") { Description = "Up to which instant; by default now." };
        var rebuild = new Option<bool>("--rebuild") { Description = "Throw the views' online state away first." };
        var shard = new Option<string?>("--shard") { Description = "The store of this shard alone; by default of every shard that has the views." };
        var badRows = Quarantine.Option();
        var command = new Command("materialize", "Bring online state up to an instant: incremental, and a run that was stopped goes on.") { views, from, to, rebuild, shard, badRows };
        CommandRun.Bind(command, shared, run => Run(run, new(run.Value(views)!, Instants.Parse(run.Value(from)), run.Value(rebuild), run.Value(badRows), run.Value(shard)), Instants.Parse(run.Value(to))));
        return command;
    }

    private static int Run(CommandRun run, Order order, Instant? to)
    {
        var target = Target(to);
        if (order.From > target) throw new QuernException(new Finding("QRN6014", $"--from {order.From} lies after {(to is null ? "now" : "--to")}, {target}", "There is nothing between them.", "Exchange them, or leave --from out to go on where the last run ended."));
        var only = order.Shard is null ? null : ProjectShards.Named(run.Project, order.Shard);
        using var applied = AppliedProject.Open(run.Project);
        var map = ProjectShards.Place(run.Project, applied.Plan);
        using var reader = Machine.Reader(run.Project);
        using var usage = new CommandUsage(run);
        using var quarantine = Quarantine.Open(run.Project, order.BadRows, "materialize");
        var (reports, comesToPause) = (new List<object>(), false);
        foreach (var (shard, views) in ProjectShards.Holding(map, Own(run, applied, order.Views), only, areNamed: order.Views.Count > 0))
        {
            if (map.IsSharded) run.Output.Line($"  shard {shard}");
            var work = new ShardWork(run, reader, usage, quarantine, map.IsSharded ? shard : null, reports);
            comesToPause |= Materialize(work, shard, views, order, target);
        }

        run.Output.Json(new { views = reports, badRows = quarantine.Rows.Count, rejectedRows = quarantine.Rows.Rejected, quarantine = quarantine.Rows.Count + quarantine.Rows.Rejected > 0 ? quarantine.Path : null });
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line("  " + summary);
        return comesToPause ? Paused : 0;
    }

    private static bool Materialize(ShardWork work, string shard, IReadOnlyList<ViewPlan> views, Order order, Instant target)
    {
        var project = work.Run.Project;
        try
        {
            return Write(work, shard, views, order, target);
        }
        catch (QuernException damaged) when (order.Rebuild && OnlineStores.FolderOf(project, shard) is not null && damaged.Findings.Any(finding => IsBeyondReading(finding.Code)))
        {
            LmdbOnlineStore.Discard(OnlineStores.FolderOf(project, shard)!);
            work.Run.Output.Line("The online store could not be read and is made anew; a server that runs must be started again.");
            return Write(work, shard, views, order, target);
        }
    }

    // Not LMDB's, of another version, or damaged.
    private static bool IsBeyondReading(string code) => code is "QRN4003" or "QRN4004" or "QRN4006";

    private static bool Write(ShardWork work, string shard, IReadOnlyList<ViewPlan> views, Order order, Instant target)
    {
        var (run, reader, usage, quarantine, _, _) = work;
        using var online = OnlineStores.Open(run.Project, shard);
        // Of all views made anew the streams are read from the log that is here.
        if (reader.Log is not null) OnlineStores.OpenLog(run.Project, online, anew: order.Rebuild && order.Views.Count == 0).Dispose();
        using var store = usage.Counted(online);
        var materializer = new Materializer(reader, store, Machine.Limits, reader.Log) { Patience = Patience };
        var (pauses, comesToPause) = (PauseCatalog.Lasting(store), false);
        foreach (var view in views)
        {
            var time = Stopwatch.StartNew();
            using var progress = run.Progress();
            var began = usage.Measure.Time();
            var report = materializer.Run(new MaterializationRequest(view, order.From, target, order.Rebuild, quarantine.Rows), progress.Report, run.Cancellation);
            progress.Dispose();
            usage.Measure.AddMaterialization(view, report.Events, report.RowsRead, began);
            work.Reports.Add(new { view = view.Reference, shard = work.Told, from = report.Range.Start.ToString(), to = target.ToString(), report.RowsRead, report.Entities, report.Events, report.Resumed, lateFrom = report.LateFrom?.ToString(), report.UnnamedEntities, paused = PauseView.Shape(report.Paused), expectations = report.Expectations.Select(ExpectationReport.Of), seconds = time.Elapsed.TotalSeconds });
            comesToPause |= report.Paused is not null && !pauses.ContainsKey(view.Reference);
            run.Output.Line(report.Paused is not null ? $"  {view.Reference,-24} paused, not written" : report.Range.IsEmpty
                ? $"  {view.Reference,-24} up to date"
                : $"  {view.Reference,-24} {Numbers.Count(report.Events, "event")} of {Numbers.Count(report.Entities, "entity", "entities")} to {target}  {Numbers.Time(time.Elapsed)}{(report.Resumed ? "  (went on with a run that was stopped)" : "")}");
            foreach (var note in report.Notes(view)) run.Output.Line("      " + note);
        }

        return comesToPause;
    }

    // Those that workers keep are left out where all are meant, and refused where they are named.
    private static IReadOnlyList<ViewPlan> Own(CommandRun run, AppliedProject applied, IReadOnlyList<string> names)
    {
        var views = applied.Views(names);
        if (names.Count > 0) run.Project.RequireOwn(views, "materialized");
        return [.. views.Where(view => !run.Project.IsShared(view))];
    }

    private static Instant Target(Instant? to)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        if (to is not { } asked) return now;
        return asked <= now ? asked : throw new QuernException(new Finding("QRN6012", $"--to {asked} lies in the future", $"Now is {now}.", "What has not happened yet cannot be brought online; leave --to out to go up to now."));
    }

    private sealed record Order(IReadOnlyList<string> Views, Instant? From, bool Rebuild, BadRowPolicy BadRows, string? Shard);

    // What the stores of all shards are written with; a shard is told where there are several.
    private sealed record ShardWork(CommandRun Run, ProjectReader Reader, CommandUsage Usage, QuarantineFile Quarantine, string? Told, List<object> Reports);
}
