using Quern.Cli.Projects;
using Quern.Cli.Rendering;
using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Profiles;
using Quern.Stores.Monitoring;
using Quern.Time;

namespace Quern.Cli.Commands;

/// <summary>The part of <c>quern drift</c> that holds what was served of a service against a reference.</summary>
/// <param name="run">The run.</param>
/// <param name="watching">What to look at.</param>
/// <param name="service">The service.</param>
internal sealed class FeatureDriftCommand(CommandRun run, Watching watching, ServedShape service)
{
    /// <summary>The word for the buckets before the one that is looked at.</summary>
    public const string Previous = "previous";

    /// <summary>The word for the same weekday or hour of past weeks.</summary>
    public const string Past = "past";

    /// <summary>Looks, writes what there is, and says whether anything drifted.</summary>
    /// <param name="against">The reference as it was typed; null for the newest training set.</param>
    /// <param name="at">An instant in the bucket to look at; null for the last whole one.</param>
    /// <param name="buckets">How many buckets to look at.</param>
    public bool Run(string? against, Instant? at, int buckets) => against switch
    {
        Previous => AgainstPrevious(at, buckets),
        Past => AgainstPast(at, buckets),
        _ => AgainstTraining(against, at, buckets),
    };

    private bool AgainstTraining(string? against, Instant? at, int buckets)
    {
        var choice = Reference(against);
        var profile = choice.Set.Profile;
        var width = watching.Width(run, profile.Width.ToString());
        if (width.CompareTo(profile.Width) < 0)
            throw new QuernException(new Finding(
                "QRN6346", $"buckets of {width} are shorter than the blocks of '{choice.Set.Output}'", $"Its blocks of time are {profile.Width} long, so that it does not tell how far {width} go by themselves.", $"Leave out --every, or use at least {profile.Width}; '--against {Previous}' knows any length."));
        var (served, starts) = Load(width, at, buckets, before: 0);
        var watch = FeatureWatch.Of(profile, width, Populations(choice.Set, width));
        return Write(
            $"{Path.GetFileName(choice.Set.Output)} of {choice.Set.Made}", profile.Starts.Count, choice.Changed, [.. starts.Select(start => watch.Check(start, served.GetValueOrDefault(start), Inputs, Features))]);
    }

    private bool AgainstPrevious(Instant? at, int buckets)
    {
        var width = watching.Width(run);
        var (served, starts) = Load(width, at, buckets, FeatureWatch.Previous);
        return Write(
            $"the {FeatureWatch.Previous} buckets before", null, [], [.. starts.Select(start => FeatureWatch.Before(served, start, Features.ToHashSet(StringComparer.Ordinal), width).Check(start, served.GetValueOrDefault(start), Inputs, Features))]);
    }

    private bool AgainstPast(Instant? at, int buckets)
    {
        var width = watching.Width(run);
        var watch = new RowWatch(width, run.Project.File.Holidays);
        var (served, starts) = Load(width, at, buckets, watch.Past);
        WatchReport[] reports = [.. starts.Select(start => watch.Check(served, start))];
        WatchView.Write(run.Output, service.Service, width, reports);
        return reports.Any(report => report.Incidents.Any(incident => incident.IsFault));
    }

    private IReadOnlyList<string> Inputs => [.. service.Inputs.Select(input => input.Name)];

    private IReadOnlyList<string> Features => [.. service.Plan.Outputs.Select(output => output.Name)];

    private ReferenceChoice Reference(string? against)
    {
        if (against is not null)
            return WatchedSubject.ProfileOf(against) is { } file ? ReferenceChoice.Of(Beside(file, TrainingProfileFile.Read(file)), service.Plan)
                : throw new QuernException(new Finding("QRN6347", $"--against {against} is no reference", Hint: $"Name the file of a training set (.parquet, .csv, .csv.gz), or write {Previous} (the buckets before) or {Past} (the same weekday or hour of past weeks)."));
        return ReferenceChoice.Newest(Machine.TrainingProfiles(run.Project), service.Plan)
            ?? throw new QuernException(new Finding("QRN6345", $"no training set of service '{service.Service}' is known", Hint: $"Make one with 'quern training-set {service.Service}', name one with --against FILE, or hold it against its own past with --against {Previous}."));
    }

    // A training set that was moved with its profile is where that is.
    private static TrainingSetProfile Beside(string file, TrainingSetProfile set) => Path.GetFullPath(file[..^TrainingProfileFile.Extension.Length]) is var output && File.Exists(output) ? set with { Output = output } : set;

    private TrainingPopulations Populations(TrainingSetProfile set, Duration width)
    {
        using var progress = new ProgressLine();
        return new PopulationFiles(run.Project.TrainingPopulations, Machine.Resources(run.Project)).Load(set, service, width, progress.Report, run.Cancellation);
    }

    // What was served in the buckets to look at and in so many before them, and when those to look at begin.
    private (IReadOnlyDictionary<Instant, RowProfile> Served, IReadOnlyList<Instant> Starts) Load(Duration width, Instant? at, int buckets, int before)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var span = at is { } asked ? new Interval(new(asked.Floor(width).Microseconds - ((before + buckets - 1) * width.Microseconds)), asked.Floor(width) + width) : new(Instant.Min, now);
        var served = watching.Load(run, service, width, span);
        var last = at?.Floor(width) ?? LastBucket.Of(served, width, now, Math.Max(before, FeatureWatch.Previous));
        return (served, [.. Enumerable.Range(0, buckets).Select(back => new Instant(last.Microseconds - ((buckets - 1 - back) * width.Microseconds)))]);
    }

    private bool Write(string reference, int? blocks, IReadOnlyList<string> changed, IReadOnlyList<FeatureReport> reports)
    {
        FeatureDriftView.Write(run.Output, service.Service, reference, blocks, changed, reports);
        return reports.Any(report => report.Drifted > 0);
    }
}
