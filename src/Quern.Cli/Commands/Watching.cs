using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Monitoring;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>What commands that look at profiles share: which source, how long a bucket is, and the profiles themselves, brought up to date.</summary>
internal sealed class Watching
{
    private const long Shortest = 15 * 60 * Instant.PerSecond;
    private const long Longest = 366L * 86_400 * Instant.PerSecond;

    public Argument<string> Source { get; } = new("source") { Description = "The source whose rows to look at." };

    public Option<string> Every { get; } = new("--every") { Description = "How long a bucket of time is: 15m, 1h, 1d.", DefaultValueFactory = _ => "1d" };

    public Option<bool> Again { get; } = new("--again") { Description = "Read all rows again, also those that are profiled already." };

    public Option<Engine.Sources.BadRowPolicy> BadRows { get; } = Quarantine.Option();

    public void AddTo(Command command)
    {
        command.Arguments.Add(Source);
        command.Options.Add(Every);
        command.Options.Add(Again);
        command.Options.Add(BadRows);
    }

    /// <summary>How long a bucket is.</summary>
    /// <exception cref="QuernException">The text is no duration of use.</exception>
    public Duration Width(CommandRun run) => Duration.TryParse(run.Value(Every)!, out var width) && width.Microseconds is >= Shortest and <= Longest ? width
        : throw new QuernException(new Finding("QRN6303", $"'{run.Value(Every)}' is not the length of a bucket", Hint: "Write a whole number and a unit, from 15m to 366d: 15m, 1h, 1d, 7d."));

    /// <summary>The profiles of the buckets that begin in an interval.</summary>
    public IReadOnlyDictionary<Instant, RowProfile> Load(CommandRun run, SourceDefinition source, Duration width, Interval starts)
    {
        using var reader = Machine.Reader(run.Project);
        using var quarantine = Quarantine.Open(run.Project, run.Value(BadRows), "profile");
        using var progress = new ProgressLine();
        var profiles = new SourceProfiles(new ProfileFiles(run.Project.Profiles), reader, source, width).Load(starts, run.Value(Again), quarantine.Rows, progress.Report, run.Cancellation);
        progress.Dispose();
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line(summary);
        return profiles.Count > 0 ? profiles
            : throw new QuernException(new Finding("QRN6305", $"source '{source.Name}' has no rows in {starts}", Hint: "Name another time with --from and --to, or --at; 'quern profile SOURCE' shows from when to when there are rows."));
    }
}
