using System.CommandLine;
using System.Globalization;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Expectations;
using Quern.Engine.Registry;
using Quern.Engine.Sources;

namespace Quern.Cli.Commands;

/// <summary>Looks, before a change is applied, how many rows it would leave out, and refuses more than a share.</summary>
internal static class DroppedRowsCheck
{
    public static Option<string[]> Option() => new("--allow-dropping")
    {
        Description = "Let the rules of these sources or views leave out more rows than quern.json allows.",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>What the change would leave out, and what is refused of it. Nothing is read where no filter and no expectation that rejects has changed.</summary>
    public static (IReadOnlyList<DroppedRows> Dropped, IReadOnlyList<Finding> Refused) Run(CommandRun run, CompiledProject compiled, RegistryCommit? over, ISourceReader reader, string[] allow)
    {
        if (over?.ObjectHash is null || Load(run, over) is not { } applied) return ([], []);
        using (applied)
        {
            using var progress = new ProgressLine();
            var dropped = DropCheck.Run(applied.Plan.Definition, compiled.Plan.Definition, reader, progress.Report, run.Cancellation);
            var most = run.Project.File.MaxDropped;
            return (dropped, [.. dropped.Where(one => one.Share > most && !allow.Contains(one.Name)).Select(one => Refuse(one, most))]);
        }
    }

    // Definitions that are gone are stored anew by an apply; nothing can be compared with them.
    private static AppliedProject? Load(CommandRun run, RegistryCommit over)
    {
        try
        {
            return AppliedProject.Load(run.Project.OpenRegistry(), over);
        }
        catch (QuernException)
        {
            run.Output.Line("What is applied cannot be loaded, so that nobody knows which rows the change leaves out.");
            return null;
        }
    }

    private static Finding Refuse(DroppedRows dropped, double most) => new(
        "QRN2040",
        string.Create(CultureInfo.InvariantCulture, $"{dropped}, more than {100 * most:0.###} %"),
        string.Join("; ", dropped.Causes.Take(3)),
        $"mend the condition, or allow it by --allow-dropping {dropped.Name}; \"plan\": {{ \"maxDropped\": … }} in {ProjectFile.Name} says which share may go");
}
