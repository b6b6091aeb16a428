using Quern.Engine.PushDown;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>The features of a service for some rows.</summary>
/// <param name="Reads">For each of the service's reads, its features' values.</param>
/// <param name="Lookups">For each of the service's lookups, its features' values.</param>
/// <param name="OnDemand">For each of the service's on-demand methods, its features' values.</param>
/// <param name="EventsRead">How many rows of sources were read.</param>
public sealed record HistoryResult(
    IReadOnlyList<IReadOnlyList<ResultColumn>> Reads, IReadOnlyList<IReadOnlyList<ResultColumn>> Lookups, IReadOnlyList<IReadOnlyList<ResultColumn>> OnDemand, long EventsRead)
{
    /// <summary>What the plain definition gives for the rows that were to be computed a second time.</summary>
    public IReadOnlyList<PlainValue> Checked { get; init; } = [];

    /// <summary>Where each view and lookup was computed; empty where nobody asked for another place than here.</summary>
    public IReadOnlyList<ViewPlacement> Placements { get; init; } = [];

    /// <summary>The values of one column of the service's answer.</summary>
    public ResultColumn Of(OutputColumn output) => Of(output.Input);

    /// <summary>The values of a feature that is not of the request.</summary>
    public ResultColumn Of(OnDemandInput input) => input.In(Reads, Lookups, OnDemand);
}
