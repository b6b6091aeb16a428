using Quern.Engine.Monitoring;
using Quern.Engine.Served;
using Quern.Protocol.Drift;
using Quern.Stores.Monitoring;
using Quern.Stores.Served;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>Watches what is served of one service against its newest training set, or without one against what was served before, when the log, the reference or the last bucket is another.</summary>
internal sealed class ServiceWatch
{
    private static readonly Duration Day = new(86_400L * Instant.PerSecond);

    private readonly Verdicts<JudgedBucket> _verdicts = new();
    private (string Version, long Log, string? Reference, Instant Over)? _seen;
    private (string Version, string Sets)? _sets;
    private ReferenceChoice? _choice;
    private (string Version, string Set, string File)? _learntOf;
    private TrainingPopulations? _populations;

    /// <summary>What was found; null while it was never looked at.</summary>
    internal ServiceDriftShape? Found { get; private set; }

    /// <summary>What is served; null while nobody knows.</summary>
    internal ProfileShape? Profile { get; private set; }

    /// <summary>The training set that it is held against; null for none.</summary>
    internal TrainingSetProfile? Reference => _choice?.Set;

    /// <summary>Looks, if there is anything new.</summary>
    internal void Look(ServedShape service, ServedHistory history, ProfileFiles store, TrainingProfiles training, PopulationFiles populations, DriftOptions options, Instant now, CancellationToken stop)
    {
        // A training set takes long to read, and another comes seldom.
        var sets = (service.Version, training.MarkOf(service.Service));
        if (_sets != sets) (_sets, _choice) = (sets, ReferenceChoice.Newest(training, service.Plan));
        var choice = _choice;
        var width = choice?.Set.Profile.Width ?? Day;
        var seen = (service.Version, history.Version, choice?.Set.OutputHash, now.Floor(width));
        if (_seen == seen && Found is { Trouble: null }) return;
        if (_seen is { } before && (before.Version, before.Reference) != (service.Version, choice?.Set.OutputHash)) _verdicts.Clear();
        var kept = new ServedProfiles(store, service, width);
        var (served, starts) = WatchedBuckets.Load(starts => kept.Load(history, starts, again: false, null, stop), width, FeatureWatch.Previous, options.Shown, now);
        IReadOnlyList<string> inputs = [.. service.Inputs.Select(input => input.Name)], features = [.. service.Plan.Outputs.Select(output => output.Name)];
        if (choice is not null) Learn(choice.Set, service, width, populations, stop);
        var known = choice is null ? null : FeatureWatch.Of(choice.Set.Profile, width, _populations);
        var buckets = _verdicts.Of(starts, start => new((known ?? FeatureWatch.Before(served, start, features.ToHashSet(StringComparer.Ordinal), width)).Check(start, served.GetValueOrDefault(start), inputs, features)), stop);
        var last = buckets.LastOrDefault(bucket => bucket.Shape.Rows > 0);
        var against = choice is null ? null : $"{Path.GetFileName(choice.Set.Output)} of {choice.Set.Made}";
        Profile = ProfileDraft.Of(service.Service, width, starts, served, against, choice?.Set.Profile.Columns.ToDictionary(column => column.Name, column => column.Whole, StringComparer.Ordinal) ?? []);
        Found = new(
            service.Service, width.ToString(), against ?? $"the {FeatureWatch.Previous} buckets before", choice?.Changed ?? [], now.ToString(), null, [.. buckets.Select(bucket => bucket.Shape)], JudgedBucket.Features(buckets, [.. inputs, .. features]),
            service.Plan.PointInTime, starts.Count == 0 ? [] : [.. AvailabilityScan.Run(history, service, new(starts[^1], starts[^1] + width), stop).Select(Shape)], last?.NotLookedAt ?? [], last?.Unknown ?? []);
        _seen = seen;
    }

    /// <summary>Tells why it could not be looked at; what was found before stays.</summary>
    internal void Tell(string service, Finding trouble) => Found = (Found ?? new(service, Day.ToString(), null, [], null, null, [], [], null, [], [], [])) with { Trouble = trouble.ToString() };

    // Once, and again when the file comes back or is another.
    private void Learn(TrainingSetProfile set, ServedShape service, Duration width, PopulationFiles files, CancellationToken stop)
    {
        var file = new FileInfo(set.Output);
        var of = (service.Version, set.OutputHash, file.Exists ? $"{file.Length} {file.LastWriteTimeUtc.Ticks}" : "");
        if (_learntOf == of) return;
        _populations = files.Load(set, service, width, null, stop);
        _verdicts.Clear();
        _learntOf = of;
    }

    private static AvailabilityShape Shape(AvailabilityReport report) =>
        new(report.Promise.Of, report.Promise.Within?.ToString(), report.Promise.Share, report.Share, report.Reads, report.Missing.Values.Sum(), report.Older, report.IsKept);
}
