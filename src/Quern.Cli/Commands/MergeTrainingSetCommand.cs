using System.CommandLine;
using System.Diagnostics;
using Quern.Cli.Rendering;
using Quern.Engine.Objects;
using Quern.Stores.Objects;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Commands;

/// <summary>Puts together a training set that was made in buckets.</summary>
internal static class MergeTrainingSetCommand
{
    public static Command Create(SharedOptions shared)
    {
        var parts = new Argument<string[]>("bucket") { Description = "The files of all buckets, each with its manifest beside it.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out", "-o") { Description = "The file to write: .parquet, .csv or .csv.gz.", Required = true };
        var command = new Command("merge-training-set", "Put together a training set that was made in buckets ('training-set --bucket 3/16'): the same rows, in the spine's order.") { parts, output };
        CommandRun.Bind(command, shared, run =>
        {
            var start = Stopwatch.GetTimestamp();
            var made = new TrainingSetMerge(Directory.GetCurrentDirectory(), objects: Objects(run, [.. run.Value(parts)!, run.Value(output)!])).Run(run.Value(parts)!, run.Value(output)!, run.Cancellation);
            run.Output.Json(new { output = run.Value(output), manifest = ManifestFile.PathOf(run.Value(output)!), made.Rows, buckets = run.Value(parts)!.Length, made.LeakCheckRows, made.OutputHash });
            run.Output.Line($"  {Numbers.Count(made.Rows, "row")} of {Numbers.Count(run.Value(parts)!.Length, "bucket")}  {Numbers.Time(Stopwatch.GetElapsedTime(start))}");
            run.Output.Line($"  {run.Value(output)}, and how it was made: {ManifestFile.PathOf(run.Value(output)!)}");
            return 0;
        });
        return command;
    }

    // Files can be put together anywhere, objects where a project says how they are reached.
    private static ObjectStorage? Objects(CommandRun run, IEnumerable<string> named) => named.Any(ObjectLocation.IsMeant) ? run.Project.Objects : null;
}
