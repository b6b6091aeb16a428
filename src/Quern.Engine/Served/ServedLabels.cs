using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>For which labels logged rows are wanted: by request where <paramref name="RequestIds"/> is given, else by join keys and time.</summary>
/// <param name="RequestIds">The request of each label; null to go by join keys.</param>
/// <param name="Rows">Which row of the request it is; null where all are row 0.</param>
/// <param name="JoinKeys">The columns named by the service's join keys, in that order.</param>
/// <param name="Times">The time of each label, at or before which its row was served.</param>
/// <param name="Tolerance">How long before it, at most; null for any length.</param>
public sealed record ServedLabels(TextColumn? RequestIds, Int64Column? Rows, IReadOnlyList<Column> JoinKeys, Int64Column? Times, Duration? Tolerance)
{
    /// <summary>When the rows were served; null for any time. What was served at other times is not read, and does not count: of requests with one id the last of these times is taken.</summary>
    public Interval? Served { get; init; }

    /// <summary>How many there are.</summary>
    public int Count => RequestIds?.Count ?? Times!.Count;
}
