using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>Says what is not as it was before in the rows of a source.</summary>
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
        var command = new Command("drift", "Say what is not as it was before in the rows of a source, what caused it, and where: against its own past, bucket by bucket.") { at, buckets, gate };
        watching.AddTo(command);
        CommandRun.Bind(command, shared, run => Run(run, watching, Instants.Parse(run.Value(at)), run.Value(buckets), run.Value(gate)));
        return command;
    }

    private static int Run(CommandRun run, Watching watching, Instant? at, int buckets, bool gate)
    {
        if (buckets is < 1 or > MostBuckets) throw new QuernException(new Finding("QRN6306", $"--buckets {buckets} is no number of buckets", Hint: $"Write a whole number from 1 to {MostBuckets}."));
        using var applied = AppliedProject.Open(run.Project);
        var (source, width) = (applied.Source(run.Value(watching.Source)!), watching.Width(run));
        var watch = new RowWatch(width, run.Project.File.Holidays);
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var starts = at is { } asked ? new Interval(new(asked.Floor(width).Microseconds - ((watch.Past + buckets - 1) * width.Microseconds)), asked.Floor(width) + width) : new(Instant.Min, now);
        var profiles = watching.Load(run, source, width, starts);
        var last = at?.Floor(width) ?? Last(profiles, width, now, watch.Past);
        WatchReport[] reports = [.. Enumerable.Range(0, buckets).Select(back => watch.Check(profiles, new(last.Microseconds - ((buckets - 1 - back) * width.Microseconds))))];
        WatchView.Write(run.Output, source.Name, width, reports);
        return gate && reports.Any(report => report.Incidents.Any(incident => incident.IsFault)) ? Faults : 0;
    }

    // Of a source that lives, the last bucket that is over, also when nothing came; of one that ended long ago, the last but one that has rows, since the very last may have been cut.
    private static Instant Last(IReadOnlyDictionary<Instant, RowProfile> profiles, Duration width, Instant now, int past)
    {
        var over = new Instant(now.Floor(width).Microseconds - width.Microseconds);
        Instant[] found = [.. profiles.Keys.OrderDescending().Take(2)];
        return over.Microseconds - found[0].Microseconds < past * width.Microseconds ? over : found[^1];
    }
}
