using Quern.Definitions;
using Quern.Drift;
using Quern.Engine.Monitoring;
using Quern.Engine.Sources;
using Quern.Profiles;
using Quern.Protocol.Drift;
using Quern.Stores.Monitoring;
using Quern.Stores.Projects;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>Watches the rows of one source: brings its profiles up to date when the source or the last bucket is another, and judges the buckets anew that may have changed, and what is expected of the rows.</summary>
internal sealed class SourceWatch
{
    private readonly Verdicts<SourceBucketShape> _verdicts = new();
    private readonly ExpectationWatch _expectations = new();
    private (string Definition, string Snapshot, long StreamEnd, Instant Over)? _seen;

    /// <summary>What was found; null while it was never looked at.</summary>
    internal SourceDriftShape? Found { get; private set; }

    /// <summary>What the rows are like; null while nobody knows.</summary>
    internal ProfileShape? Profile { get; private set; }

    /// <summary>Looks, if there is anything new; <paramref name="rest"/> is called after each piece of a stream, whose ingest has the machine first.</summary>
    internal void Look(SourceDefinition source, string definition, ProjectReader reader, ProfileFiles store, DriftOptions options, Instant now, Action rest, CancellationToken stop)
    {
        var (width, snapshot) = (options.Bucket, reader.Snapshot(source));
        var seen = (definition, snapshot.Id, snapshot.StreamEnd, now.Floor(width));
        var isStream = source.Format == SourceFormat.Stream;
        _expectations.Look(source, definition, reader, now, isStream ? _ => rest() : null, stop);
        if (_seen == seen && Found is { Trouble: null })
        {
            Found = Found with { Expectations = _expectations.Found };
            return;
        }

        if (_seen?.Definition != definition) _verdicts.Clear();
        var watch = new RowWatch(width, options.Holidays) { Threads = 1 };
        var badRows = new BadRows(BadRowPolicy.Quarantine);
        var kept = new SourceProfiles(store, reader, source, width);
        var (profiles, starts) = WatchedBuckets.Load(starts => kept.Load(starts, again: false, badRows, isStream ? (_, _, _) => rest() : null, stop), width, watch.Past, options.Shown, now);
        var buckets = _verdicts.Of(starts, start => Shape(watch.Check(profiles, start), profiles.GetValueOrDefault(start)), stop);
        Profile = ProfileDraft.Of(source.Name, width, starts, profiles, null, new Dictionary<string, ValueProfile>());
        Found = new(source.Name, width.ToString(), now.ToString(), null, badRows.Count, buckets, _expectations.Found);
        _seen = seen;
    }

    /// <summary>Tells why it could not be looked at; what was found before stays.</summary>
    internal void Tell(string source, DriftOptions options, Finding trouble) =>
        Found = (Found ?? new(source, options.Bucket.ToString(), null, null, 0, [], [])) with { Trouble = trouble.ToString() };

    private static SourceBucketShape Shape(WatchReport report, RowProfile? profile) => new(report.Start.ToString()!, profile?.Rows ?? 0, report.Learnt, report.Figures, [.. report.Incidents.Select(Shape)]);

    private static IncidentShape Shape(Incident incident) =>
        new(SignalText.Name(incident.Cause), incident.IsFault, SignalText.Where(incident.Root.Signal), incident.Detail, SignalText.Text(incident.Root), incident.Folded.Count);
}
