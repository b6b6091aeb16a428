using System.Reflection;
using Quern.Cli.Commands;
using Quern.Cli.Projects;
using Quern.Definitions;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.TrainingSets;

namespace Quern.Cli.TrainingSets;

/// <summary>Makes one training set with its manifest.</summary>
internal sealed class TrainingSetJob(Project project, AppliedProject applied, ISourceReader reader)
{
    /// <summary>Makes it and gives its manifest.</summary>
    public TrainingSetManifest Run(TrainingSetOrder order, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        if (order.Check() is { Count: > 0 } findings) throw new QuernException(findings);
        var service = Plan(order);
        using var spine = Spine(order);
        using var quarantine = Quarantine.Open(project, order.OnBadRow, QuarantineOf(order.Out));
        using var output = new DuckTrainingSetOutput(spine, order.Out, Directory.GetCurrentDirectory());
        var request = new TrainingSetRequest(service, spine, order.TimeColumn, order.AsKnown, order.Statuses, quarantine.Rows) { PartRows = order.PartRows };
        var snapshots = Snapshots(service);
        var report = new TrainingSetRun(reader, Machine.Limits).Run(request, output, progress, cancellation);
        var manifest = Manifest(order, service, spine, snapshots, report, quarantine.Rows.Count);
        ManifestFile.Write(order.Out, manifest);
        return manifest;
    }

    /// <summary>The name under which bad rows are put aside while an output is made.</summary>
    public static string QuarantineOf(string output) => Path.GetFileNameWithoutExtension(output);

    /// <summary>The features that an order asks for.</summary>
    public ServicePlan Plan(TrainingSetOrder order)
    {
        if (order.Service is { } name) return applied.Service(name);
        var (plan, findings) = new ServicePlanner(applied.Plan).Plan(order.Features, fullNames: false);
        return plan ?? throw new QuernException(findings);
    }

    /// <summary>The rows that an order asks for.</summary>
    public static DuckSpine Spine(TrainingSetOrder order)
    {
        var folder = Directory.GetCurrentDirectory();
        return order.Spine is { } file ? DuckSpine.Open(file, folder) : DuckSpine.Query(order.SpineSql!, folder);
    }

    /// <summary>The snapshot of each source that a service reads.</summary>
    public IReadOnlyList<SourceSnapshot> Snapshots(ServicePlan service) =>
        [.. SourcesOf(service).Select(reader.Snapshot)];

    private static IEnumerable<SourceDefinition> SourcesOf(ServicePlan service) =>
        service.Views.Select(view => view.Definition.Source).DistinctBy(source => source.Name).OrderBy(source => source.Name, StringComparer.Ordinal);

    private TrainingSetManifest Manifest(TrainingSetOrder order, ServicePlan service, DuckSpine spine, IReadOnlyList<SourceSnapshot> snapshots, TrainingSetReport report, long badRows) => new()
    {
        Quern = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
        Commit = applied.Commit.Number,
        Service = order.Service,
        Features = order.Features,
        Definitions = service.Views.Select(view => (Name: view.Reference, view.Hash))
            .Concat(service.Lookups.Select(read => (read.Lookup.Name, read.Lookup.Hash)).Distinct())
            .ToDictionary(definition => definition.Name, definition => definition.Hash),
        Sources = snapshots.ToDictionary(snapshot => snapshot.Source, snapshot => snapshot.Id),
        SourceVersions = snapshots.SelectMany(snapshot => snapshot.Versions).DistinctBy(pair => pair.Key).ToDictionary(),
        StreamEnds = SourcesOf(service).Where(source => source.Stream is not null).DistinctBy(source => source.Stream).ToDictionary(source => source.Stream!, source => snapshots.First(snapshot => snapshot.Source == source.Name).StreamEnd),
        Spine = order.Spine,
        SpineSql = order.SpineSql,
        SpineSnapshot = spine.SnapshotId,
        TimeColumn = report.TimeColumn,
        AsKnown = order.AsKnown,
        Statuses = order.Statuses,
        OnBadRow = order.OnBadRow.ToString().ToLowerInvariant(),
        Seed = 0,
        PartRows = report.PartRows,
        Rows = report.Rows,
        BadRows = badRows,
        LeakCheckRows = report.LeakCheckRows,
        Columns = report.Columns,
        OutputHash = ManifestFile.HashOf(order.Out),
    };
}
