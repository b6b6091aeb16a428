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
        var badRows = Quarantine.Option();
        var command = new Command("materialize", "Bring online state up to an instant: incremental, and a run that was stopped goes on.") { views, from, to, rebuild, badRows };
        CommandRun.Bind(command, shared, run => Run(run, run.Value(views)!, Instants.Parse(run.Value(from)), Instants.Parse(run.Value(to)), run.Value(rebuild), run.Value(badRows)));
        return command;
    }

    private static int Run(CommandRun run, string[] names, Instant? from, Instant? to, bool rebuild, BadRowPolicy policy)
    {
        var target = Target(to);
        if (from > target) throw new QuernException(new Finding("QRN6014", $"--from {from} lies after {(to is null ? "now" : "--to")}, {target}", "There is nothing between them.", "Exchange them, or leave --from out to go on where the last run ended."));
        try
        {
            return Materialize(run, names, from, target, rebuild, policy);
        }
        catch (QuernException damaged) when (rebuild && run.Project.File.Online is null && damaged.Findings.Any(finding => IsBeyondReading(finding.Code)))
        {
            LmdbOnlineStore.Discard(run.Project.Online);
            run.Output.Line("The online store could not be read and is made anew; a server that runs must be started again.");
            return Materialize(run, names, from, target, rebuild, policy);
        }
    }

    // Not LMDB's, of another version, or damaged.
    private static bool IsBeyondReading(string code) => code is "QRN4003" or "QRN4004" or "QRN4006";

    private static int Materialize(CommandRun run, string[] names, Instant? from, Instant target, bool rebuild, BadRowPolicy policy)
    {
        using var applied = AppliedProject.Open(run.Project);
        var views = Own(run, applied, names);
        using var reader = Machine.Reader(run.Project);
        using var usage = new CommandUsage(run);
        using var online = OnlineStores.Open(run.Project);
        // Of all views made anew the streams are read from the log that is here.
        if (reader.Log is not null) OnlineStores.OpenLog(run.Project, online, anew: rebuild && names.Length == 0).Dispose();
        using var store = usage.Counted(online);
        using var quarantine = Quarantine.Open(run.Project, policy, "materialize");
        var materializer = new Materializer(reader, store, Machine.Limits, reader.Log) { Patience = Patience };
        var pauses = PauseCatalog.Lasting(store);
        var (reports, comesToPause) = (new List<object>(), false);
        foreach (var view in views)
        {
            var time = Stopwatch.StartNew();
            using var progress = run.Progress();
            var began = usage.Measure.Time();
            var report = materializer.Run(new MaterializationRequest(view, from, target, rebuild, quarantine.Rows), progress.Report, run.Cancellation);
            progress.Dispose();
            usage.Measure.AddMaterialization(view, report.Events, report.RowsRead, began);
            reports.Add(new { view = view.Reference, from = report.Range.Start.ToString(), to = target.ToString(), report.RowsRead, report.Entities, report.Events, report.Resumed, lateFrom = report.LateFrom?.ToString(), report.UnnamedEntities, paused = PauseView.Shape(report.Paused), expectations = report.Expectations.Select(ExpectationReport.Of), seconds = time.Elapsed.TotalSeconds });
            comesToPause |= report.Paused is not null && !pauses.ContainsKey(view.Reference);
            run.Output.Line(report.Paused is not null ? $"  {view.Reference,-24} paused, not written" : report.Range.IsEmpty
                ? $"  {view.Reference,-24} up to date"
                : $"  {view.Reference,-24} {Numbers.Count(report.Events, "event")} of {Numbers.Count(report.Entities, "entity", "entities")} to {target}  {Numbers.Time(time.Elapsed)}{(report.Resumed ? "  (went on with a run that was stopped)" : "")}");
            foreach (var note in report.Notes(view)) run.Output.Line("      " + note);
        }

        run.Output.Json(new { views = reports, badRows = quarantine.Rows.Count, rejectedRows = quarantine.Rows.Rejected, quarantine = quarantine.Rows.Count + quarantine.Rows.Rejected > 0 ? quarantine.Path : null });
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line("  " + summary);
        return comesToPause ? Paused : 0;
    }

    // Those that workers keep are left out where all are meant, and refused where they are named.
    private static IReadOnlyList<ViewPlan> Own(CommandRun run, AppliedProject applied, string[] names)
    {
        var views = applied.Views(names);
        Finding[] kept = [.. views.Select(view => run.Project.KeptElsewhere(view, "materialized")).OfType<Finding>()];
        if (kept.Length > 0 && names.Length > 0) throw new QuernException(kept);
        return [.. views.Where(view => run.Project.KeptElsewhere(view, "materialized") is null)];
    }

    private static Instant Target(Instant? to)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        if (to is not { } asked) return now;
        return asked <= now ? asked : throw new QuernException(new Finding("QRN6012", $"--to {asked} lies in the future", $"Now is {now}.", "What has not happened yet cannot be brought online; leave --to out to go up to now."));
    }
}
