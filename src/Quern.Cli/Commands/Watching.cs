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
    public Duration Width(CommandRun run) => Duration.TryParse(run.Value(Every)!, out var width) && width.Microseconds >= 60 * Instant.PerSecond ? width
        : throw new QuernException(new Finding("QRN6303", $"'{run.Value(Every)}' is not the length of a bucket", Hint: "Write a whole number and a unit, at least a minute: 15m, 1h, 1d."));

    /// <summary>The source that was named.</summary>
    /// <exception cref="QuernException">There is none of that name.</exception>
    public SourceDefinition Find(CommandRun run, AppliedProject applied)
    {
        var sources = applied.Plan.Views.Values.Select(view => view.Definition.Source).DistinctBy(source => source.Name).ToDictionary(source => source.Name, StringComparer.Ordinal);
        return sources.TryGetValue(run.Value(Source)!, out var found) ? found
            : throw new QuernException(new Finding("QRN6304", $"there is no source '{run.Value(Source)}'", $"The sources that views read are: {string.Join(", ", sources.Keys.Order(StringComparer.Ordinal))}.", "Apply it first if it is new."));
    }

    /// <summary>The profiles of the buckets that begin in an interval.</summary>
    public IReadOnlyDictionary<Instant, RowProfile> Load(CommandRun run, SourceDefinition source, Duration width, Interval starts)
    {
        using var reader = Machine.Reader(run.Project);
        using var quarantine = Quarantine.Open(run.Project, run.Value(BadRows), "profile");
        using var progress = new ProgressLine();
        var profiles = new SourceProfiles(new ProfileFiles(run.Project.Profiles), reader, source, width).Load(starts, run.Value(Again), quarantine.Rows, progress.Report, run.Cancellation);
        progress.Dispose();
        quarantine.Rows.ThrowIfFailed();
        if (Quarantine.Summary(quarantine) is { } summary) run.Output.Line(summary);
        return profiles.Count > 0 ? profiles
            : throw new QuernException(new Finding("QRN6305", $"source '{source.Name}' has no rows in {starts}", Hint: "Name another time with --from and --to, or --at."));
    }
}
