using Quern.Engine.PushDown;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>Rows for which a service's features are to be computed from history.</summary>
/// <param name="Service">Which features.</param>
/// <param name="Times">The instant of each row; none is null.</param>
/// <param name="JoinKeys">The columns named by the service's join keys, in that order.</param>
/// <param name="Requests">The columns named by the service's request fields, in that order.</param>
/// <param name="AsKnown">Whether each row sees only what was known by then.</param>
/// <param name="BadRows">Where unusable rows of sources go.</param>
public sealed record HistoryRequest(
    ServicePlan Service, Int64Column Times, IReadOnlyList<Column> JoinKeys, IReadOnlyList<Column> Requests, bool AsKnown, BadRows BadRows)
{
    /// <summary>Rows of one instant. A row of a source that cannot be used fails the computation.</summary>
    /// <param name="service">Which features.</param>
    /// <param name="at">The instant.</param>
    /// <param name="joinKeys">The columns named by the service's join keys, in that order.</param>
    /// <param name="requests">The columns named by the service's request fields, in that order.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="asKnown">Whether only what was known by then is seen.</param>
    public static HistoryRequest At(ServicePlan service, Instant at, IReadOnlyList<Column> joinKeys, IReadOnlyList<Column> requests, int rows = 1, bool asKnown = false)
    {
        var times = new Int64Column(ValueKind.Timestamp);
        times.AppendRange(rows).Fill(at.Microseconds);
        return new(service, times, joinKeys, requests, asKnown, new(BadRowPolicy.Fail));
    }

    /// <summary>Rows to compute a second time, by the plain definition, from the same reading of the sources; of several passes the first takes part of them. None by default.</summary>
    public IReadOnlyList<int> Checked { get; init; } = [];

    /// <summary>Which views are computed by the databases in which their rows lie. By default none.</summary>
    public PushDownChoice PushDown { get; init; }
}
