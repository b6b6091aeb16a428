using Quern.Cli.Projects;
using Quern.Cli.TrainingSets;
using Quern.Stores.Spark;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.Commands;

/// <summary>Writes a training set as a script for Spark, instead of making it.</summary>
internal static class SparkTrainingSetCommand
{
    private const string Name = "spark";

    /// <summary>Writes the script.</summary>
    /// <param name="run">The run.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="engine">Which engine is to make it; null where only a file is named.</param>
    /// <param name="emit">The file to write.</param>
    /// <param name="others">Options that were given and say nothing here.</param>
    public static int Emit(CommandRun run, TrainingSetOrder order, string? engine, string? emit, IReadOnlyList<string> others)
    {
        var findings = others.Select(option => new Finding("QRN6832", $"{option} says nothing with --engine {Name}", Hint: "Leave it out.")).ToList();
        if (WhyNot(engine, emit) is { } why) findings.Add(why);
        if (findings.Count > 0) throw new QuernException(findings);
        OrderFindings.Check(order);
        using var applied = AppliedProject.Open(run.Project);
        using var reader = Machine.Reader(run.Project);
        var assembly = run.Project.OpenRegistry().GetObject(applied.Commit.ObjectHash!);
        new SparkForm(reader, run.Project.Folder, Directory.GetCurrentDirectory(), run.Project.Objects).Write(order, applied.Features(order), applied.Commit.Number, assembly, emit!);
        run.Output.Json(new { script = emit, output = order.Out, commit = applied.Commit.Number });
        run.Output.Line($"  {emit}, for Spark: spark-sql -f {emit}");
        return 0;
    }

    private static Finding? WhyNot(string? engine, string? emit) => engine switch
    {
        Name when emit is null => new("QRN6832", $"--engine {Name} makes nothing by itself", "It writes a script, which Spark runs.", "Name the file with --emit FILE.sql."),
        Name => null,
        null => new("QRN6832", "--emit says nothing without --engine", "It names a script, which another engine runs.", $"Write --engine {Name} --emit {emit}."),
        _ when EngineChoice.IsOurs(engine) => new("QRN6832", $"--emit says nothing with --engine {engine}", "The training set is made at once, and no script is written.", $"Leave --emit out, or write --engine {Name}."),
        _ => new("QRN6832", $"there is no engine '{engine}'", "A training set is made by quern, with the help of postgres where it may (auto) or wherever it can (postgres), or emitted as a script for spark.", $"Write --engine quern, auto or postgres; or --engine {Name} --emit FILE.sql."),
    };
}
