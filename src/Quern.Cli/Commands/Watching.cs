using System.CommandLine;
using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Definitions;
using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Stores.Served;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>What commands that look at profiles share: of what, how long a bucket is, and the profiles themselves, brought up to date.</summary>
internal sealed class Watching
{
    private const string UsualWidth = "1d";
    private const long Shortest = 15 * 60 * Instant.PerSecond;
    private const long Longest = 366L * 86_400 * Instant.PerSecond;

    public Argument<string> Subject { get; } = new("name") { Description = "What to look at: a source, a service (what was served of it), or the file of a training set." };

    public Option<string?> Every { get; } = new("--every") { Description = "How long a bucket of time is: 15m, 1h, 1d. By default 1d; of a service that is held against a training set as long as its blocks." };

    public Option<bool> Again { get; } = new("--again") { Description = "Read all rows again, also those that are profiled already." };

    public Option<Engine.Sources.BadRowPolicy> BadRows { get; } = Quarantine.Option();

    public void AddTo(Command command)
    {
        command.Arguments.Add(Subject);
        command.Options.Add(Every);
        command.Options.Add(Again);
        command.Options.Add(BadRows);
    }

    /// <summary>Refuses options that were named and say nothing; all of them are told.</summary>
    /// <exception cref="QuernException">There are such.</exception>
    public static void Refuse(CommandRun run, string subject, params IReadOnlyList<Option> options)
    {
        Finding[] findings = [.. options.Where(run.Names).Select(option => new Finding("QRN6343", $"{option.Name} says nothing of {subject}", Hint: "Leave it out."))];
        if (findings.Length > 0) throw new QuernException(findings);
    }

    /// <summary>How long a bucket is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="usual">How long, where nobody says.</param>
    /// <exception cref="QuernException">The text is no duration of use.</exception>
    public Duration Width(CommandRun run, string usual = UsualWidth) => Duration.TryParse(run.Value(Every) ?? usual, out var width) && width.Microseconds is >= Shortest and <= Longest ? width
        : throw new QuernException(new Finding("QRN6303", $"'{run.Value(Every)}' is not the length of a bucket", Hint: "Write a whole number and a unit, from 15m to 366d: 15m, 1h, 1d, 7d."));

    /// <summary>The profiles of a source's buckets that begin in an interval.</summary>
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

    /// <summary>The profiles of the buckets that begin in an interval of what was served of a service.</summary>
    public IReadOnlyDictionary<Instant, RowProfile> Load(CommandRun run, ServedShape service, Duration width, Interval starts)
    {
        using var history = new ServedHistory(run.Project.Served, service.Service, TimeProvider.System, Machine.Resources(run.Project));
        using var progress = new ProgressLine();
        var profiles = new ServedProfiles(new ProfileFiles(run.Project.ServedProfiles), service, width).Load(history, starts, run.Value(Again), progress.Report, run.Cancellation);
        return profiles.Count > 0 ? profiles
            : throw new QuernException(new Finding("QRN6344", $"nothing of service '{service.Service}' was served and logged in {starts}", Hint: "Name another time with --from and --to, or --at; 'quern profile SERVICE' shows from when to when there is something."));
    }
}
