using Quern.Engine.Materialization;
using Quern.Engine.Online;
using Quern.Engine.PointInTime;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Server.Materialization;
using Quern.Stores.Projects;
using Quern.Time;

namespace Quern.Server.Projects;

/// <summary>Materializes a project's views from its sources as <c>quern materialize</c> does. A row that cannot be used fails the run.</summary>
/// <param name="open">Opens its sources as they are now.</param>
/// <param name="online">Its online store.</param>
/// <param name="limits">How much may be used of the machine.</param>
public sealed class ProjectMaterializer(Func<ProjectReader> open, IOnlineStore online, HistoryLimits limits) : IViewMaterializer
{
    private const string InUse = "QRN4007";
    private const int Tries = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public MaterializationReport Run(ViewPlan view, Instant? from, Instant to, Action<string, long, long> progress, CancellationToken cancellation)
    {
        using var sources = open();
        var materializer = new Materializer(sources, online, limits, sources.Log);
        for (var tried = 1;; tried++)
            try
            {
                return materializer.Run(new(view, from, to, Rebuild: false, new(BadRowPolicy.Fail)), progress, cancellation);
            }
            catch (QuernException e) when (tried < Tries && e.Findings is [{ Code: InUse }])
            {
                // Most often it is this server, which writes what has come of streams every few seconds; that does not take long.
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
    }
}
