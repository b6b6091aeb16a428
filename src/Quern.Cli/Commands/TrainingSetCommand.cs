using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Cli.TrainingSets;
using Quern.Engine.Objects;
using Quern.Engine.TrainingSets;
using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Stores.Objects;
using Quern.Stores.Projects;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Commands;

/// <summary>Makes a training set, makes one again from its manifest, or explains one of its rows.</summary>
internal static class TrainingSetCommand
{
    public static Command Create(SharedOptions shared)
    {
        var service = new Argument<string?>("service") { Description = "The service whose features to compute.", Arity = ArgumentArity.ZeroOrOne };
        var features = new Option<string[]>("--features") { Description = "Features instead of a service: view:feature, view@2:feature.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var spine = new Option<string?>("--spine") { Description = "The rows: a Parquet, CSV or NDJSON file, or an object (s3://bucket/key), with the join keys and an instant." };
        var sql = new Option<string?>("--spine-sql") { Description = "The rows as a query in DuckDB's dialect." };
        var output = new Option<string>("--out", "-o") { Description = "The file to write, or the object (s3://bucket/key): .parquet, .csv or .csv.gz.", DefaultValueFactory = _ => "" };
        var time = new Option<string?>("--time") { Description = "The spine's column with the instants; by default event_timestamp, or its only time column." };
        var asKnown = new Option<bool>("--as-known") { Description = "Each row sees only what was known by then, as serving did." };
        var statuses = new Option<bool>("--statuses") { Description = "Add a status column after each feature." };
        var badRows = Quarantine.Option();
        var manifest = new Option<string?>("--manifest") { Description = "Make a training set again from its manifest, to the same bytes." };
        var explain = new Option<int?>("--explain") { Description = "List, for this row of the spine (from 1), which events made each value; writes nothing." };
        var fromLog = new Option<bool>("--from-log") { Description = "Take the features as they were served, from the service's log, instead of computing them." };
        var labels = new Option<string?>("--labels") { Description = "With --from-log: the labels, with request_id (and row), or join keys and a time." };
        var tolerance = new Option<string?>("--tolerance") { Description = "With --from-log: how long before its label a row was served, at most: 30m, 12h, 7d." };
        var point = new Option<string?>("--point-in-time") { Description = "Only the rows whose column point_in_time has this name, one that the project defines." };
        var bucket = new Option<string?>("--bucket") { Description = "Only a share of the rows, by a hash of their keys, such as 3/16: each can be made by a machine of its own, and 'quern merge-training-set' puts them together." };
        var engine = new Option<string?>("--engine") { Description = "What computes it: quern (by default); postgres, of views whose rows lie there, wherever it can; auto, where it says that this is clearly cheaper; spark, with --emit." };
        var emit = new Option<string?>("--emit") { Description = "Write a script for another engine instead of making it; --out is then the folder that gets it." };
        var noProfile = new Option<bool>("--no-profile") { Description = "Do not keep what the rows are like, with which 'quern drift' compares what is served." };
        var command = new Command("training-set", "Compute a service's features for the rows of a spine, as of each row's instant.") { service, features, spine, sql, output, time, asKnown, statuses, badRows, manifest, explain, fromLog, labels, tolerance, point, bucket, engine, emit, noProfile };
        CommandRun.Bind(command, shared, run =>
        {
            var order = new TrainingSetOrder
            {
                Service = run.Value(service),
                Features = [.. run.Value(features)!.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                Spine = run.Value(fromLog) ? run.Value(labels) ?? run.Value(spine) : run.Value(spine),
                SpineSql = run.Value(sql),
                Out = run.Value(output)!,
                TimeColumn = run.Value(time),
                PointInTime = run.Value(point),
                Bucket = run.Value(bucket) is { } share ? SpineBucket.Parse(share) : null,
                AsKnown = run.Value(asKnown),
                Statuses = run.Value(statuses),
                OnBadRow = run.Value(badRows),
                // What a part of the rows is like says little of the whole.
                IsProfiled = !run.Value(noProfile) && run.Value(bucket) is null,
            };
            if (run.Value(emit) is not null || !EngineChoice.IsOurs(run.Value(engine)))
                return SparkTrainingSetCommand.Emit(run, order, run.Value(engine), run.Value(emit), [.. Given(("--spine-sql", order.SpineSql is not null), ("--from-log", run.Value(fromLog)), ("--labels", run.Value(labels) is not null), ("--manifest", run.Value(manifest) is not null), ("--explain", run.Value(explain) is not null), ("--bucket", order.Bucket is not null))]);
            order = order with { PushDown = EngineChoice.Of(run.Value(engine), [.. Given(("--from-log", run.Value(fromLog)), ("--explain", run.Value(explain) is not null))]) };
            if (run.Value(fromLog)) return LoggedTrainingSetCommand.Make(run, order, run.Value(tolerance), [.. Given(("--explain", run.Value(explain) is not null), ("--manifest", run.Value(manifest) is not null), ("--bucket", order.Bucket is not null))]);
            if (run.Value(labels) is not null || run.Value(tolerance) is not null)
                throw new QuernException(new Finding("QRN6072", "--labels and --tolerance say nothing without --from-log", Hint: "Add --from-log, or name the rows with --spine."));
            return run.Value(explain) is { } row ? Explain(run, order, row) : run.Value(manifest) is { } file ? Again(run, file, order) : Make(run, order);
        });
        return command;
    }

    private static IEnumerable<string> Given(params (string Name, bool Is)[] options) => options.Where(option => option.Is).Select(option => option.Name);

    private static int Make(CommandRun run, TrainingSetOrder order)
    {
        OrderFindings.Check(order);
        using var applied = AppliedProject.Open(run.Project);
        Report(run, Run(run, applied, order, out var time), order.Out, time);
        return 0;
    }

    private static int Again(CommandRun run, string file, TrainingSetOrder asked)
    {
        using var named = new NamedFiles(Directory.GetCurrentDirectory(), ObjectLocation.IsMeant(file) ? run.Project.Objects : null);
        var manifest = ManifestFile.Read(named.Find(file));
        var store = run.Project.OpenRegistry();
        var commit = store.Find(manifest.Commit) ?? throw new QuernException(new Finding("QRN6022", $"the registry has no commit {manifest.Commit}, by which '{file}' was made", Hint: "Use the registry that it was made with."));
        using var applied = AppliedProject.Load(store, commit);
        var order = ManifestFile.OrderOf(manifest, asked.Out.Length > 0 ? asked.Out : file.Replace(".manifest.json", "", StringComparison.Ordinal)) with { IsProfiled = asked.IsProfiled, PushDown = asked.PushDown };
        if (manifest.Log is not null) return LoggedTrainingSetCommand.Again(run, applied, file, manifest, order);
        using var reader = Machine.Reader(run.Project, manifest);
        var changed = Changed(manifest, Maker(run, applied, reader), applied.Features(order), order);
        if (changed.Count > 0) throw new QuernException(changed);
        var made = Run(run, applied, order, out var time, manifest);
        if (made.OutputHash != manifest.OutputHash)
            throw new QuernException(new Finding("QRN6023", $"'{order.Out}' is not what '{file}' describes, although nothing that it names has changed", $"Its hash is {made.OutputHash}, not {manifest.OutputHash}.", $"It was made by Quern {manifest.Quern}; use that version."));
        Report(run, made, order.Out, time);
        run.Output.Line("  the same bytes as before");
        return 0;
    }

    private static IReadOnlyList<Finding> Changed(TrainingSetManifest manifest, TrainingSetMaker maker, ServicePlan service, TrainingSetOrder order)
    {
        var findings = new List<Finding>();
        foreach (var snapshot in maker.Snapshots(service))
            if (manifest.Sources.GetValueOrDefault(snapshot.Source) != snapshot.Id)
                findings.Add(new("QRN6022", $"source '{snapshot.Source}' is not what it was", Hint: "Restore its files, or make a new training set."));
        using var spine = maker.Spine(order);
        if (spine.SnapshotId != manifest.SpineSnapshot) findings.Add(new("QRN6022", $"spine '{spine.Name}' is not what it was", Hint: "Restore its file, or make a new training set."));
        return findings;
    }

    private static TrainingSetManifest Run(CommandRun run, AppliedProject applied, TrainingSetOrder order, out TimeSpan time, TrainingSetManifest? again = null)
    {
        using var reader = Machine.Reader(run.Project, again);
        var watch = Stopwatch.StartNew();
        using var progress = run.Progress();
        using var usage = new CommandUsage(run);
        var service = applied.Features(order);
        order = order with { Bucket = order.Bucket is { } bucket ? bucket with { Keys = [.. service.JoinKeys.Select(key => key.Name)] } : null };
        var manifest = Maker(run, applied, reader, usage.Measure).Make(order, service, Bad(run, order.Out), progress.Report, run.Cancellation);
        time = watch.Elapsed;
        return manifest;
    }

    private static TrainingSetMaker Maker(CommandRun run, AppliedProject applied, ProjectReader reader, UsageMeasure? usage = null) =>
        new(reader, Machine.Limits, applied.Commit.Number, Directory.GetCurrentDirectory()) { Profiles = Machine.TrainingProfiles(run.Project), Usage = usage, Objects = run.Project.Objects };

    // The name under which bad rows are put aside while an output is made.
    private static string Bad(CommandRun run, string output) => Quarantine.PathOf(run.Project, Path.GetFileNameWithoutExtension(output));

    private static void Report(CommandRun run, TrainingSetManifest manifest, string output, TimeSpan time)
    {
        var quarantine = Bad(run, output);
        run.Output.Json(new { output, manifest = ManifestFile.PathOf(output), manifest.Rows, features = manifest.Columns.Count, seconds = time.TotalSeconds, manifest.BadRows, manifest.RejectedRows, quarantine = manifest.BadRows + manifest.RejectedRows > 0 ? quarantine : null, manifest.Expectations, manifest.LeakCheckRows, manifest.OutputHash, manifest.Placements });
        run.Output.Line($"  {Numbers.Count(manifest.Rows, "row")}  {Numbers.Count(manifest.Columns.Count, "feature")}  {Numbers.Time(time)}     leak check: ok ({Numbers.Count(manifest.LeakCheckRows, "row")} computed again from the events before)");
        run.Output.Line($"  {output}, and how it was made: {ManifestFile.PathOf(output)}");
        foreach (var line in EngineChoice.Tell(manifest.Placements)) run.Output.Line($"  {line}");
        foreach (var expectation in manifest.Expectations)
            if (expectation.Note is { } note)
                run.Output.Line($"  {note}");
        if (manifest.BadRows + manifest.RejectedRows > 0) run.Output.Line($"  {Quarantine.Tell(manifest.BadRows, manifest.RejectedRows, quarantine)}");
    }

    private static int Explain(CommandRun run, TrainingSetOrder order, int row)
    {
        OrderFindings.Check(order, needsOutput: false);
        using var applied = AppliedProject.Open(run.Project);
        using var reader = Machine.Reader(run.Project);
        using var quarantine = Quarantine.Open(run.Project, order.OnBadRow, "explain");
        using var spine = Maker(run, applied, reader).Spine(order);
        var request = new TrainingSetRequest(applied.Features(order), spine, order.TimeColumn, order.AsKnown, order.Statuses, quarantine.Rows);
        new ExplanationView(run.Output).Show(request.Service, TrainingSetExplanation.Of(reader, request, row, run.Cancellation));
        return 0;
    }
}
