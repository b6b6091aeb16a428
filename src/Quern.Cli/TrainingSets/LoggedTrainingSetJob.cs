using System.Reflection;
using Quern.Cli.Projects;
using Quern.Engine.Expectations;
using Quern.Engine.Served;
using Quern.Engine.TrainingSets;
using Quern.Stores.Served;
using Quern.Stores.TrainingSets;
using Quern.Time;

namespace Quern.Cli.TrainingSets;

/// <summary>Makes one training set from the log of what was served, with its manifest.</summary>
internal sealed class LoggedTrainingSetJob(Project project, AppliedProject applied)
{
    /// <summary>Makes it.</summary>
    /// <param name="order">The service, the labels as its spine, and where to.</param>
    /// <param name="tolerance">How long before its label a row was served, at most.</param>
    /// <param name="version">The version of the log's table; null for the last.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends it.</param>
    public (TrainingSetManifest Manifest, LoggedTrainingSetReport Report, long Bytes) Run(TrainingSetOrder order, Duration? tolerance, long? version, Action<string, long, long>? progress, CancellationToken cancellation)
    {
        OrderFindings.Check(order);
        if (order.PointInTime is { } point) applied.PointInTime(point);
        var shape = new ServedShape(order.Service!, applied.Commit.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), applied.Service(order.Service!));
        using var labels = Labels(order);
        using var history = new ServedHistory(project.Served, shape.Service, TimeProvider.System, Machine.Resources(project), version);
        using var staged = StagedOutput.Of(order.Out, Directory.GetCurrentDirectory(), project.Objects);
        using var output = new DuckTrainingSetOutput(labels, staged.File, Directory.GetCurrentDirectory());
        var request = new LoggedTrainingSetRequest(shape, labels, order.TimeColumn, tolerance, order.Statuses) { PartRows = order.PartRows, IsProfiled = order.IsProfiled };
        var report = new LoggedTrainingSet(history, Machine.Limits.MemoryBytes).Run(request, output, progress, cancellation);
        var manifest = Manifest(order, staged.File, shape, labels.SnapshotId, report, new(history.Version, tolerance?.Microseconds, report.Found));
        ManifestFile.Write(staged.File, manifest);
        Machine.TrainingProfiles(project).Keep(staged.File, manifest, report.Profile);
        staged.Publish(cancellation);
        return (manifest, report, new FileInfo(staged.File).Length);
    }

    /// <summary>The labels of an order.</summary>
    public DuckSpine Labels(TrainingSetOrder order)
    {
        var folder = Directory.GetCurrentDirectory();
        return order.Spine is { } file ? DuckSpine.Open(file, folder, point: order.PointInTime, storage: project.Objects) : DuckSpine.Query(order.SpineSql!, folder, point: order.PointInTime);
    }

    private TrainingSetManifest Manifest(TrainingSetOrder order, string file, ServedShape shape, string labels, LoggedTrainingSetReport report, ServedSource log) => new()
    {
        Quern = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3),
        Commit = applied.Commit.Number,
        Service = shape.Service,
        Features = [],
        Definitions = shape.Plan.Definitions,
        Sources = new Dictionary<string, string>(),
        Spine = order.Spine,
        SpineSql = order.SpineSql,
        PointInTime = order.PointInTime,
        SpineSnapshot = labels,
        TimeColumn = report.By,
        Log = log,
        AsKnown = false,
        Statuses = order.Statuses,
        OnBadRow = order.OnBadRow.ToString().ToLowerInvariant(),
        Seed = 0,
        PartRows = report.PartRows,
        Rows = report.Rows,
        BadRows = 0,
        LeakCheckRows = 0,
        Expectations = [.. report.Expectations.Select(ExpectationReport.Of)],
        Columns = report.Columns,
        OutputHash = ManifestFile.HashOf(file),
        Profile = ProfileNote.Of(report.Profile),
    };
}
