using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Cli.TrainingSets;
using Quern.Engine.TrainingSets;
using Quern.Stores.TrainingSets;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>The part of <c>quern training-set</c> that takes what was served from the log.</summary>
internal static class LoggedTrainingSetCommand
{
    /// <summary>Makes a training set from the log.</summary>
    /// <param name="run">The run.</param>
    /// <param name="order">The service, the labels as its spine, and where to.</param>
    /// <param name="tolerance">How long before its label a row was served, at most, as it is typed.</param>
    /// <param name="ignored">Options that were given and say nothing here.</param>
    public static int Make(CommandRun run, TrainingSetOrder order, string? tolerance, IEnumerable<string> ignored)
    {
        var findings = ignored.Select(option => Senseless(option, "Leave it out.")).ToList();
        if (order.Features.Count > 0) findings.Add(Senseless("--features", "The log has what services answered: name a service."));
        if (order.AsKnown) findings.Add(Senseless("--as-known", "What was served is what was known."));
        Duration? within = null;
        if (tolerance is not null && !(Duration.TryParse(tolerance, out var parsed) && (within = parsed) is not null))
            findings.Add(new("QRN6072", $"'{tolerance}' is not a length of time", Hint: "Write it as 30m, 12h or 7d."));
        if (findings.Count > 0) throw new QuernException(findings);
        using var applied = AppliedProject.Open(run.Project);
        Make(run, applied, order, within, null);
        return 0;
    }

    /// <summary>Makes one again from its manifest.</summary>
    public static int Again(CommandRun run, AppliedProject applied, string file, TrainingSetManifest manifest, TrainingSetOrder order)
    {
        using (var labels = new LoggedTrainingSetJob(run.Project, applied).Labels(order))
            if (labels.SnapshotId != manifest.SpineSnapshot)
                throw new QuernException(new Finding("QRN6022", $"spine '{labels.Name}' is not what it was", Hint: "Restore its file, or make a new training set."));
        // The manifest has the column that was taken, and of request ids there is no choice.
        var made = Make(run, applied, order, manifest.Log!.Tolerance is { } tolerance ? new(tolerance) : null, manifest.Log.TableVersion);
        if (made.OutputHash != manifest.OutputHash)
            throw new QuernException(new Finding("QRN6023", $"'{order.Out}' is not what '{file}' describes, although nothing that it names has changed", $"Its hash is {made.OutputHash}, not {manifest.OutputHash}.", $"It was made by Quern {manifest.Quern}; use that version."));
        run.Output.Line("  the same bytes as before");
        return 0;
    }

    private static TrainingSetManifest Make(CommandRun run, AppliedProject applied, TrainingSetOrder order, Duration? tolerance, long? version)
    {
        var watch = Stopwatch.StartNew();
        using var progress = run.Progress();
        using var usage = new CommandUsage(run);
        var began = usage.Measure.Time();
        var (manifest, report, bytes) = new LoggedTrainingSetJob(run.Project, applied).Run(order, tolerance, version, progress.Report, run.Cancellation);
        usage.Measure.Ledger.AddTrainingSet(applied.Service(order.Service!), manifest.Rows, bytes, usage.Measure.Time() - began, report.Found);
        var none = report.Rows - report.Found;
        run.Output.Json(new { output = order.Out, manifest = ManifestFile.PathOf(order.Out), manifest.Rows, report.Found, notFound = none, features = manifest.Columns.Count, report.NotLogged, manifest.Expectations, seconds = watch.Elapsed.TotalSeconds, logVersion = manifest.Log!.TableVersion, manifest.OutputHash });
        run.Output.Line($"  {Numbers.Count(manifest.Rows, "row")}  {Numbers.Count(manifest.Columns.Count, "feature")}  {Numbers.Time(watch.Elapsed)}     as served: {Numbers.Count(report.Found, "label")} found, {Numbers.Count(none, "label")} had no served row");
        foreach (var (feature, rows) in report.NotLogged) run.Output.Line($"  '{feature}' was not served yet for {Numbers.Count(rows, "row")} of those found");
        run.Output.Line($"  {order.Out}, and how it was made: {ManifestFile.PathOf(order.Out)}");
        foreach (var note in manifest.Expectations.Select(expectation => expectation.Note).OfType<string>()) run.Output.Line($"  {note}");
        return manifest;
    }

    private static Finding Senseless(string option, string hint) => new("QRN6072", $"'{option}' says nothing together with --from-log", Hint: hint);
}
