using System.Reflection;
using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Stores.Monitoring;
using Quern.Stores.Objects;
using Quern.Stores.Sources;

namespace Quern.Stores.TrainingSets;

/// <summary>Makes training sets as files, each with its manifest.</summary>
/// <param name="reader">Reads the sources.</param>
/// <param name="limits">How much the computation may use.</param>
/// <param name="commit">The commit of the registry that the services are of.</param>
/// <param name="folder">What the paths of spines and outputs are relative to.</param>
/// <param name="resources">What reading a spine and writing an output may use; null for all of the machine.</param>
public sealed class TrainingSetMaker(ISourceReader reader, HistoryLimits limits, int commit, string folder, DuckResources? resources = null)
{
    /// <summary>Gets the project's objects, among which rows may be and training sets may go; null where its settings name none.</summary>
    public ObjectStorage? Objects { get; init; }

    /// <summary>Gets where what training sets were like is kept; null where it is not looked at.</summary>
    public TrainingProfiles? Profiles { get; init; }

    /// <summary>Gets what counts them; null where nothing does.</summary>
    public UsageMeasure? Usage { get; init; }

    /// <summary>Makes one and gives its manifest, which then lies beside it.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="service">The features that it asks for.</param>
    /// <param name="quarantine">The file into which bad rows go, where they may.</param>
    /// <param name="progress">Told what is done: the step, how much of it is done, how much there is.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">The spine or a source is not as it must be, or the output cannot be written.</exception>
    public TrainingSetManifest Make(TrainingSetOrder order, ServicePlan service, string quarantine, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        var began = Usage?.Time() ?? default;
        using var spine = Spine(order);
        using var bad = new QuarantineFile(quarantine, order.OnBadRow);
        using var staged = StagedOutput.Of(order.Out, folder, Objects);
        using var output = new DuckTrainingSetOutput(spine, order.Out, staged.File, folder);
        var request = Request(order, service, spine, bad.Rows);
        var snapshots = Snapshots(service);
        var report = new TrainingSetRun(reader, limits).Run(request, output, progress, cancellation);
        var manifest = Manifest(order, staged.File, service, spine, snapshots, report, bad.Rows);
        ManifestFile.Write(staged.File, manifest);
        Profiles?.Keep(staged.File, manifest, report.Profile);
        staged.Publish(cancellation);
        Usage?.Ledger.AddTrainingSet(service, report.Rows, new FileInfo(staged.File).Length, Usage.Time() - began, report.EventsRead);
        return manifest;
    }

    /// <summary>Looks whether the rows have what the features need, before any work is done, and counts them.</summary>
    /// <exception cref="QuernException">The spine cannot be read, or lacks columns: everything that is wrong with it.</exception>
    public long Check(TrainingSetOrder order, ServicePlan service, CancellationToken cancellation)
    {
        using var spine = Spine(order);
        TrainingSetRun.Check(Request(order, service, spine, new(order.OnBadRow)));
        return spine.Count(cancellation);
    }

    /// <summary>The rows that an order asks for.</summary>
    /// <exception cref="QuernException">They cannot be read.</exception>
    public DuckSpine Spine(TrainingSetOrder order) => order.Spine is { } file ? DuckSpine.Open(file, folder, resources, order.PointInTime, order.Bucket, Objects) : DuckSpine.Query(order.SpineSql!, folder, resources, order.PointInTime, order.Bucket);

    /// <summary>The snapshot of each source that a service reads.</summary>
    public IReadOnlyList<SourceSnapshot> Snapshots(ServicePlan service) => [.. SourcesOf(service).Select(reader.Snapshot)];

    private TrainingSetRequest Request(TrainingSetOrder order, ServicePlan service, DuckSpine spine, BadRows badRows) =>
        new(service, spine, order.TimeColumn, order.AsKnown, order.Statuses, badRows) { PartRows = order.PartRows, PushDown = order.PushDown, IsProfiled = order.IsProfiled && Profiles is not null };

    private static IEnumerable<SourceDefinition> SourcesOf(ServicePlan service) =>
        service.Views.Select(view => view.Definition.Source).DistinctBy(source => source.Name).OrderBy(source => source.Name, StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, long> EndsOf(string stream, SourceSnapshot snapshot) =>
        snapshot.PartEnds.Count > 0 ? snapshot.PartEnds : new Dictionary<string, long> { [stream] = snapshot.StreamEnd };

    private TrainingSetManifest Manifest(TrainingSetOrder order, string file, ServicePlan service, DuckSpine spine, IReadOnlyList<SourceSnapshot> snapshots, TrainingSetReport report, BadRows badRows) => new()
    {
        Quern = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
        Commit = commit,
        Service = order.Service,
        Features = order.Features,
        Definitions = service.Definitions,
        Sources = snapshots.ToDictionary(snapshot => snapshot.Source, snapshot => snapshot.Id),
        SourceVersions = snapshots.SelectMany(snapshot => snapshot.Versions).DistinctBy(pair => pair.Key).ToDictionary(),
        StreamEnds = SourcesOf(service).Where(source => source.Stream is not null).DistinctBy(source => source.Stream).SelectMany(source => EndsOf(source.Stream!, snapshots.First(snapshot => snapshot.Source == source.Name))).ToDictionary(),
        Spine = order.Spine,
        SpineSql = order.SpineSql,
        PointInTime = order.PointInTime,
        Bucket = order.Bucket,
        SpineSnapshot = spine.SnapshotId,
        TimeColumn = report.TimeColumn,
        AsKnown = order.AsKnown,
        Statuses = order.Statuses,
        OnBadRow = order.OnBadRow.ToString().ToLowerInvariant(),
        Seed = 0,
        PartRows = report.PartRows,
        Rows = report.Rows,
        BadRows = badRows.Count,
        RejectedRows = badRows.Rejected,
        Expectations = [.. badRows.Expectations.Concat(report.Expectations).Select(ExpectationReport.Of)],
        Placements = report.Placements.Count > 0 ? report.Placements : null,
        LeakCheckRows = report.LeakCheckRows,
        Columns = report.Columns,
        OutputHash = ManifestFile.HashOf(file),
        Profile = ProfileNote.Of(report.Profile),
    };
}
