using Quern.Engine.Materialization;
using Quern.Planning;
using Quern.Time;

namespace Quern.Server.Materialization;

/// <summary>Brings the online state of views up to an instant. Called by one thread at a time.</summary>
public interface IViewMaterializer
{
    /// <summary>Materializes one view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="from">From which event time on; null to go on where its state ends.</param>
    /// <param name="to">Up to which instant reads must be able to see everything.</param>
    /// <param name="progress">Told what is being done, how much of it is done, and how much there is (0 when nobody knows); from any thread.</param>
    /// <param name="cancellation">Stops it; what was finished stays, and the next run goes on.</param>
    /// <exception cref="QuernException">Somebody else materializes, the source cannot be read or has bad rows, or the store cannot be written.</exception>
    MaterializationReport Run(ViewPlan view, Instant? from, Instant to, Action<string, long, long> progress, CancellationToken cancellation);
}
