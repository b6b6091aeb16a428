using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Shows what the rows of a source are like.</summary>
internal static class ProfileCommand
{
    public static Command Create(SharedOptions shared)
    {
        var watching = new Watching();
        var from = new Option<string?>("--from") { Description = "From which event time on; by default from the first." };
        var to = new Option<string?>("--to") { Description = "Up to which event time; by default to the last." };
        var command = new Command("profile", "Show what the rows of a source are like, field by field; what was read stays, by buckets of time.") { from, to };
        watching.AddTo(command);
        CommandRun.Bind(command, shared, run => Run(run, watching, Instants.Parse(run.Value(from)), Instants.Parse(run.Value(to))));
        return command;
    }

    private static int Run(CommandRun run, Watching watching, Instant? from, Instant? to)
    {
        if (from >= to) throw new QuernException(new Finding("QRN6014", $"--from {from} does not lie before --to {to}", "There is nothing between them.", "Exchange them."));
        using var applied = AppliedProject.Open(run.Project);
        var (source, width) = (applied.Source(run.Value(watching.Source)!), watching.Width(run));
        var profiles = watching.Load(run, source, width, new(from ?? Instant.Min, to ?? Instant.Max));
        var all = RowProfile.MergeAll(profiles.OrderBy(bucket => bucket.Key).Select(bucket => bucket.Value))!;
        ProfileView.Write(run.Output, source.Name, width, profiles.Keys.Min(), profiles.Keys.Max(), profiles.Count, all);
        return 0;
    }
}
