using Quern.Engine.Materialization;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Stores.Lmdb;
using Quern.Stores.Sources;
using Quern.Stores.TrainingSets;
using Quern.Time;
using Quern.Values;

namespace Quern.RealData.Tests;

/// <summary>One data set, the definitions over it and a folder for what is made of it: training sets as files, and online state.</summary>
internal sealed class Workbench : IDisposable
{
    public static readonly HistoryLimits Limits = new(2, 1L << 30);

    private readonly string _scratch = Directory.CreateTempSubdirectory("quern-real-").FullName;
    private LmdbOnlineStore? _online;
    private int _files;

    public Workbench(string folder, FeatureRepository repository)
    {
        (Folder, Reader) = (folder, new DuckSourceReader(folder, new DuckResources { TempFolder = _scratch }));
        var (plan, findings) = RepositoryPlanner.Plan(RepositoryReader.Read(repository), new PlanOptions());
        findings.Concat(RepositoryReader.Read(repository).Definition.Sources.SelectMany(Reader.Check)).ShouldBeEmpty();
        Plan = plan!;
    }

    public string Folder { get; }

    public DuckSourceReader Reader { get; }

    public RepositoryPlan Plan { get; }

    public LmdbOnlineStore Online => _online ??= NewOnline();

    /// <summary>A store of its own, closed with the workbench's folder still there.</summary>
    public LmdbOnlineStore NewOnline() => new(Path.Combine(_scratch, $"online-{_files++}"));

    /// <summary>Makes a training set for the rows of a file of the set, or of a query over its files.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="spine">A file, or a query.</param>
    /// <param name="time">The column with the instants; null for the usual.</param>
    /// <param name="asKnown">Whether each row sees only what was known.</param>
    /// <param name="statuses">Whether status columns follow.</param>
    public TrainingTable Train(string service, string spine, string? time = null, bool asKnown = false, bool statuses = false)
    {
        using var rows = spine.Contains(' ') ? DuckSpine.Query(spine, Folder) : DuckSpine.Open(spine, Folder);
        var path = Path.Combine(_scratch, $"train-{_files++}.parquet");
        using var output = new DuckTrainingSetOutput(rows, path, Folder);
        var request = new TrainingSetRequest(Plan.Services[service], rows, time, asKnown, statuses, new BadRows(BadRowPolicy.Fail));
        new TrainingSetRun(Reader, Limits).Run(request, output, null, default);
        return new(path, Folder);
    }

    /// <summary>Rows to ask a service for, from a query that gives its join keys and an instant <c>t</c>.</summary>
    public HistoryRequest Ask(string service, string query, bool asKnown = false)
    {
        var plan = Plan.Services[service];
        using var rows = DuckSpine.Query(query, Folder);
        var columns = rows.Load([new("t", ValueKind.Timestamp), .. plan.JoinKeys], 0, (int)rows.Count(default), default);
        return new(plan, (Int64Column)columns[0], [.. columns.Skip(1)], [], asKnown, new BadRows(BadRowPolicy.Fail));
    }

    /// <summary>Brings all views online, up to an instant.</summary>
    public void Materialize(DateTimeOffset to) => Materialize(Online, null, to);

    /// <summary>Brings one stretch of all views online.</summary>
    public void Materialize(LmdbOnlineStore store, DateTimeOffset? from, DateTimeOffset to)
    {
        foreach (var view in Plan.Views.Values)
            new Materializer(Reader, store, Limits).Run(
                new(view, from is { } start ? Instant.From(start) : null, Instant.From(to), Rebuild: false, new BadRows(BadRowPolicy.Fail)), null, default);
    }

    public void Dispose()
    {
        _online?.Dispose();
        Reader.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }
}
