using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>One vector from history by the plain definition, with the events that made each value.</summary>
/// <param name="Values">The values of views and lookups with their events; none where a part of the key is null.</param>
/// <param name="Columns">The same values, and those that are computed on demand from them, of one row.</param>
public sealed record ExplainedVector(IReadOnlyList<PlainValue> Values, HistoryResult Columns)
{
    /// <summary>Computes one.</summary>
    /// <param name="reader">Reads the sources.</param>
    /// <param name="service">The service.</param>
    /// <param name="keys">The columns named by the service's join keys, in that order, of one row.</param>
    /// <param name="requests">The columns named by the service's request fields, in that order, of one row.</param>
    /// <param name="t">The instant.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="QuernException">A source cannot be read, or has bad rows.</exception>
    public static ExplainedVector Compute(
        ISourceReader reader, ServicePlan service, IReadOnlyList<Column> keys, IReadOnlyList<Column> requests, Instant t, CancellationToken cancellation)
    {
        var request = HistoryRequest.At(service, t, keys, requests);
        var values = new PlainHistory(reader).Compute(request, [0], cancellation);
        ResultColumn[][] reads = [.. service.Reads.Select(read => read.Features.Select(feature => new ResultColumn(read.View.Features[feature].Type, 1)).ToArray())];
        ResultColumn[][] lookups = [.. service.Lookups.Select(read => read.Features.Select(feature => new ResultColumn(read.Lookup.Features[feature].Type, 1)).ToArray())];
        foreach (var value in values) value.Input.In(reads, lookups, []).OpenWriter().Set(0, value.Result.Value, value.Result.Status);
        return new(values, new(reads, lookups, OnDemandColumns.Compute(request, reads, lookups, threads: 1), 0));
    }
}
