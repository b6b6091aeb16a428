using Quern.Aggregation;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>A value by the plain definition.</summary>
/// <param name="Read">Which read of the service.</param>
/// <param name="Feature">Which feature of the read.</param>
/// <param name="Row">Which row of the request.</param>
/// <param name="Result">The value.</param>
/// <param name="Events">The times of the events that made it, in total order.</param>
public sealed record PlainValue(int Read, int Feature, int Row, AggregateResult Result, IReadOnlyList<PlainEvent> Events);

/// <summary>An event as an explanation shows it.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="KnownAt">When it was known.</param>
/// <param name="Argument">What the aggregate took from it, or the attribute's value.</param>
public sealed record PlainEvent(Instant Time, Instant KnownAt, Value Argument);

/// <summary>
/// The slow, obvious twin of <see cref="HistoryEngine"/>: for each row and feature it goes through all events of the entity, keeps those that the contract lets the
/// row see, and folds them one by one. It explains values, and checks the fast path.
/// </summary>
public sealed class PlainHistory(ISourceReader reader)
{
    /// <summary>Computes the given rows of a request.</summary>
    /// <exception cref="QuernException">A source cannot be read, or has bad rows and they are to fail.</exception>
    public IReadOnlyList<PlainValue> Compute(HistoryRequest request, IReadOnlyList<int> rows, CancellationToken cancellation)
    {
        var few = Select(request, rows);
        var entities = SpineEntities.Of(few);
        var values = new List<PlainValue>();
        for (var i = 0; i < request.Service.Reads.Count; i++)
        {
            var read = request.Service.Reads[i];
            var scan = new ViewScan(read.View, entities[i].Keys, addKeys: false, entities[i].Reach(read.View), known: true) { Reach = EntityReach.Of(read.View, entities[i].Rows, entities[i].Reach(read.View)) };
            new SourceScan(read.View.Definition.Source, [scan], request.BadRows, null).Run(reader, cancellation);
            request.BadRows.ThrowIfFailed();
            var events = scan.Sort(asKnown: true);
            for (var entity = 0; entity < entities[i].Keys.Count; entity++)
            {
                var times = entities[i].Rows.Times(entity);
                for (var at = 0; at < times.Length; at++)
                    foreach (var (result, feature, seen) in OfRow(read, events, entity, new Instant(times[at]), request.AsKnown))
                        values.Add(new(i, feature, rows[entities[i].Rows.Ordinals(entity)[at]], result, seen));
            }
        }

        return values;
    }

    private static HistoryRequest Select(HistoryRequest request, IReadOnlyList<int> rows)
    {
        int[] selected = [.. rows];
        Column Pick(Column column)
        {
            var picked = column is TextColumn text ? new TextColumn(text.Pool) : Column.Create(column.Kind);
            picked.AppendSelected(column, selected);
            return picked;
        }

        return request with { Times = (Int64Column)Pick(request.Times), JoinKeys = [.. request.JoinKeys.Select(Pick)], Requests = [] };
    }

    private static IEnumerable<(AggregateResult Result, int Feature, IReadOnlyList<PlainEvent> Events)> OfRow(ViewRead read, EventTable events, int entity, Instant t, bool asKnown)
    {
        for (var feature = 0; feature < read.Features.Count; feature++)
        {
            var plan = read.View.Features[read.Features[feature]];
            var (result, seen) = read.View is AggregationViewPlan view
                ? Aggregated(view, plan, events, entity, t, asKnown)
                : Latest((AttributeViewPlan)read.View, plan, events, entity, t, asKnown);
            yield return (result, feature, seen);
        }
    }

    private static (AggregateResult, IReadOnlyList<PlainEvent>) Aggregated(AggregationViewPlan view, FeaturePlan feature, EventTable events, int entity, Instant t, bool asKnown)
    {
        var aggregate = view.Aggregates[feature.Input];
        var covered = new WindowRange(feature.Window!, view.View.Hop, aggregate.Aggregate.MaxAge).At(t);
        var state = aggregate.Aggregate.NewState();
        var seen = new List<PlainEvent>();
        var (start, end) = events.Range(entity);
        for (var i = start; i < end; i++)
        {
            var @event = Event(events, i, aggregate.Argument);
            if (!covered.Contains(@event.Time) || !Visible(events, i, asKnown ? t.Microseconds - 1 : long.MaxValue)) continue;
            state.Add(new AggregateInput(@event.Time, Tie(view, events, i), @event.Argument));
            seen.Add(@event);
        }

        return (state.Result(t), seen);
    }

    private static (AggregateResult, IReadOnlyList<PlainEvent>) Latest(AttributeViewPlan view, FeaturePlan feature, EventTable events, int entity, Instant t, bool asKnown)
    {
        var (start, end) = events.Range(entity);
        for (var i = end - 1; i >= start; i--)
        {
            var @event = Event(events, i, feature.Input);
            if (@event.Time > t || !Visible(events, i, asKnown ? t.Microseconds : long.MaxValue)) continue;
            if (view.View.Ttl is { } ttl && @event.Time < t - ttl) return (new(Value.Null, FeatureStatus.OutsideMaxAge), [@event]);
            return (AggregateResult.Of(@event.Argument), [@event]);
        }

        return (new(Value.Null, FeatureStatus.NotFound), []);
    }

    // Known by the last instant that may be known, and not yet replaced by then.
    private static bool Visible(EventTable events, int @event, long knownBy)
    {
        var superseded = events.Superseded(@event, @event + 1);
        var replaced = superseded.IsEmpty ? long.MaxValue : superseded[0];
        return knownBy == long.MaxValue ? replaced == long.MaxValue : events.Known(@event, @event + 1)[0] <= knownBy && replaced > knownBy;
    }

    private static PlainEvent Event(EventTable events, int @event, int column) => new(
        new(events.Times(@event, @event + 1)[0]), new(events.Known(@event, @event + 1)[0]), column < 0 ? Value.Null : events.Columns[column][events.RowOf(@event)]);

    private static byte[] Tie(AggregationViewPlan view, EventTable events, int @event)
    {
        if (!view.NeedsOrder) return [];
        var bytes = new List<byte>();
        var row = events.RowOf(@event);
        if (events.EventKeys is { } keys) RowEncoding.Append(bytes, keys, row);
        foreach (var column in events.Ties) RowEncoding.Append(bytes, events.Columns[column], row);
        return [.. bytes];
    }
}
