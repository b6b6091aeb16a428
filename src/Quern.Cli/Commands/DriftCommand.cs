using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Monitoring;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Says what is not as it was in the rows of a source, or in what was served of a service.</summary>
internal static class DriftCommand
{
    private const int Faults = 1;
    private const int MostBuckets = 1000;

    public static Command Create(SharedOptions shared)
    {
        var watching = new Watching();
        var at = new Option<string?>("--at") { Description = "The bucket to look at, by any instant in it; by default the last whole one." };
        var buckets = new Option<int>("--buckets") { Description = "How many buckets to look at, the last of them --at.", DefaultValueFactory = _ => 1 };
        var gate = new Option<bool>("--gate") { Description = "Exit with 1 when there is a fault of the data." };
        var against = new Option<string?>("--against") { Description = "Of a service: what to hold it against: the file of a training set, 'previous' or 'past'; by default its newest training set." };
        var command = new Command("drift", "Say what is not as it was: the rows of a source against their past, with cause and place, or what was served of a service against a training set.") { at, buckets, gate, against };
        watching.AddTo(command);
        CommandRun.Bind(command, shared, run => Run(run, watching, Instants.Parse(run.Value(at)), run.Value(buckets), run.Value(gate), against));
        return command;
    }

    private static int Run(CommandRun run, Watching watching, Instant? at, int buckets, bool gate, Option<string?> against)
    {
        if (buckets is < 1 or > MostBuckets) throw new QuernException(new Finding("QRN6306", $"--buckets {buckets} is no number of buckets", Hint: $"Write a whole number from 1 to {MostBuckets}."));
        using var applied = AppliedProject.Open(run.Project);
        var subject = WatchedSubject.Of(applied, run.Value(watching.Subject)!);
        if (subject.TrainingSet is { } file) throw new QuernException(new Finding("QRN6347", $"'{file}' is a training set, which does not drift", Hint: $"Name a service, and the training set with --against."));
        if (subject.Service is { } service)
        {
            Watching.Refuse(run, "a service", watching.BadRows);
            return new FeatureDriftCommand(run, watching, service).Run(run.Value(against), at, buckets) && gate ? Faults : 0;
        }

        Watching.Refuse(run, "a source", against);
        var (source, width) = (subject.Source!, watching.Width(run));
        var watch = new RowWatch(width, run.Project.File.Holidays);
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var starts = at is { } asked ? new Interval(new(asked.Floor(width).Microseconds - ((watch.Past + buckets - 1) * width.Microseconds)), asked.Floor(width) + width) : new(Instant.Min, now);
        var profiles = watching.Load(run, source, width, starts);
        var last = at?.Floor(width) ?? LastBucket.Of(profiles, width, now, watch.Past);
        WatchReport[] reports = [.. Enumerable.Range(0, buckets).Select(back => watch.Check(profiles, new(last.Microseconds - ((buckets - 1 - back) * width.Microseconds))))];
        WatchView.Write(run.Output, source.Name, width, reports);
        return gate && reports.Any(report => report.Incidents.Any(incident => incident.IsFault)) ? Faults : 0;
    }
}
