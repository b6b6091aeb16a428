using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Engine.Usage;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Stores.Projects;
using Quern.Stores.Sources;
using Quern.Time;

namespace Quern.Server.Projects;

/// <summary>Materializes a project's views from its sources as <c>quern materialize</c> does. A row that cannot be used fails the run; those that are rejected are put aside.</summary>
/// <param name="open">Opens its sources as they are now.</param>
/// <param name="online">Its online store.</param>
/// <param name="limits">How much may be used of the machine.</param>
/// <param name="quarantine">The file into which rejected rows go.</param>
public sealed class ProjectMaterializer(Func<ProjectReader> open, IOnlineStore online, HistoryLimits limits, string quarantine) : IViewMaterializer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Gets what counts the runs; null where nothing does.</summary>
    public UsageMeasure? Usage { get; init; }

    /// <summary>Says why a view cannot be materialized at all; null for those that can.</summary>
    public Func<ViewPlan, Finding?> Refuse { get; init; } = _ => null;

    /// <inheritdoc/>
    public MaterializationReport Run(ViewPlan view, Instant? from, Instant to, Action<string, long, long> progress, CancellationToken cancellation)
    {
        if (Refuse(view) is { } refused) throw new QuernException(refused);
        var began = Usage?.Time() ?? default;
        using var sources = open();
        using var aside = new QuarantineFile(quarantine, BadRowPolicy.Fail);
        var report = new Materializer(sources, online, limits, sources.Log) { Patience = Patience }.Run(new(view, from, to, Rebuild: false, aside.Rows), progress, cancellation);
        Usage?.AddMaterialization(view, report.Events, report.RowsRead, began);
        return report;
    }
}
