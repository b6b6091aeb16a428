using Quern.Aggregation;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>A value by the plain definition.</summary>
/// <param name="Input">Which feature of a view or of a lookup of the service.</param>
/// <param name="Row">Which row of the request.</param>
/// <param name="Result">The value.</param>
/// <param name="Events">The events that made it, in total order; empty when nobody asks for them.</param>
public sealed record PlainValue(OnDemandInput Input, int Row, AggregateResult Result, IReadOnlyList<PlainEvent> Events);

/// <summary>An event as an explanation shows it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="KnownAt">When it was known.</param>
/// <param name="Argument">What the aggregate took from it, or the attribute's value.</param>
public sealed record PlainEvent(Instant Time, Instant KnownAt, Value Argument);

/// <summary>
/// The slow, obvious twin of <see cref="HistoryEngine"/>, in scans of its own: for each row and feature it goes through all events of the entity, keeps those that the contract
/// lets the row see, and folds them one by one. It explains values.
/// </summary>
public sealed class PlainHistory(ISourceReader reader)
{
    /// <summary>Computes the given rows of a request, with the events that made each value.</summary>
    /// <exception cref="QuernException">A source cannot be read, or has bad rows and they are to fail.</exception>
    public IReadOnlyList<PlainValue> Compute(HistoryRequest request, IReadOnlyList<int> rows, CancellationToken cancellation)
    {
        var views = Compute(new PlainRows(request, rows, explains: true), request.BadRows, cancellation);
        var values = new List<PlainValue>(views);
        for (var i = 0; i < request.Service.Lookups.Count; i++)
        {
            var lookup = new PlainLookup(request, i, rows, views);
            values.AddRange(lookup.Compute(Compute(lookup.Items(explains: true), request.BadRows, cancellation)));
        }

        return values;
    }

    private IReadOnlyList<PlainValue> Compute(PlainRows plain, BadRows badRows, CancellationToken cancellation)
    {
        foreach (var source in plain.Scans.GroupBy(scan => scan.View.Definition.Source))
            new SourceScan(source.Key, [.. source], badRows, null).Run(reader, cancellation);
        badRows.ThrowIfFailed();
        return plain.Compute(cancellation);
    }
}
