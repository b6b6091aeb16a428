using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Shows what the rows of a source, what was served of a service, or a training set is like.</summary>
internal static class ProfileCommand
{
    public static Command Create(SharedOptions shared)
    {
        var watching = new Watching();
        var from = new Option<string?>("--from") { Description = "From which event time on; by default from the first." };
        var to = new Option<string?>("--to") { Description = "Up to which event time; by default to the last." };
        var command = new Command("profile", "Show what the rows of a source, what was served of a service, or a training set is like, field by field; what was read stays, by buckets of time.") { from, to };
        watching.AddTo(command);
        CommandRun.Bind(command, shared, run => Run(run, watching, from, to));
        return command;
    }

    private static int Run(CommandRun run, Watching watching, Option<string?> fromOption, Option<string?> toOption)
    {
        var (from, to) = Instants.Between(run.Value(fromOption), run.Value(toOption));
        using var applied = AppliedProject.Open(run.Project);
        var subject = WatchedSubject.Of(applied, run.Value(watching.Subject)!);
        if (subject.TrainingSet is { } file)
        {
            Watching.Refuse(run, "a training set", fromOption, toOption, watching.Every, watching.Again, watching.BadRows);
            TrainingProfileView.Write(run.Output, TrainingProfileFile.Read(file));
            return 0;
        }

        var (width, starts) = (watching.Width(run), new Interval(from ?? Instant.Min, to ?? Instant.Max));
        if (subject.Service is { } service)
        {
            Watching.Refuse(run, "a service", watching.BadRows);
            ServedProfileView.Write(run.Output, service, width, watching.Load(run, service, width, starts));
            return 0;
        }

        var profiles = watching.Load(run, subject.Source!, width, starts);
        var all = RowProfile.MergeAll([.. profiles.OrderBy(bucket => bucket.Key).Select(bucket => bucket.Value)])!;
        ProfileView.Write(run.Output, subject.Source!.Name, width, profiles.Keys.Min(), profiles.Keys.Max(), profiles.Count, all);
        return 0;
    }
}
