using Quern.Aggregation;
using Quern.Planning;
using Quern.PointInTime;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.PointInTime;

/// <summary>The plain definition of a feature's value: of all events of the entity those that the contract lets the row see, folded one by one.</summary>
internal sealed class PlainFold(ViewPlan plan, EventTable events, bool asKnown, bool explains)
{
    /// <summary>Which events are seen, by their places in the table; null for those that the contract lets a row see.</summary>
    public Func<int, bool>? Sees { get; init; }

    /// <summary>The value of a feature for an entity at an instant, with the events that made it where they are asked for.</summary>
    public (AggregateResult Result, IReadOnlyList<PlainEvent> Events) Of(FeaturePlan feature, int entity, Instant t) =>
        plan is AggregationViewPlan view ? Aggregated(view, feature, entity, t) : Latest((AttributeViewPlan)plan, feature, entity, t);

    private (AggregateResult, IReadOnlyList<PlainEvent>) Aggregated(AggregationViewPlan view, FeaturePlan feature, int entity, Instant t)
    {
        var aggregate = view.Aggregates[feature.Input];
        var covered = new WindowRange(feature.Window!, view.View.Hop, aggregate.Aggregate.MaxAge).At(t);
        var state = aggregate.Aggregate.NewState();
        var seen = new List<PlainEvent>();
        var (start, end) = events.Range(entity);
        for (var i = start; i < end; i++)
        {
            if (!covered.Contains(TimeOf(i)) || !IsSeen(i, t.Microseconds - 1)) continue;
            state.Add(new AggregateInput(TimeOf(i), Tie(view, i), ValueOf(i, aggregate.Argument)));
            if (explains) seen.Add(Shown(i, aggregate.Argument));
        }

        return (state.Result(t), seen);
    }

    private (AggregateResult, IReadOnlyList<PlainEvent>) Latest(AttributeViewPlan view, FeaturePlan feature, int entity, Instant t)
    {
        var (start, end) = events.Range(entity);
        for (var i = end - 1; i >= start; i--)
        {
            if (TimeOf(i) > t || !IsSeen(i, t.Microseconds)) continue;
            PlainEvent[] seen = explains ? [Shown(i, feature.Input)] : [];
            if (view.View.Ttl is { } ttl && TimeOf(i) < t - ttl) return (new(Value.Null, FeatureStatus.OutsideMaxAge), seen);
            return (AggregateResult.Of(ValueOf(i, feature.Input)), seen);
        }

        return (new(Value.Null, FeatureStatus.NotFound), []);
    }

    private bool IsSeen(int @event, long knownBy) => Sees is { } sees ? sees(@event) : IsVisible(events, @event, asKnown ? knownBy : long.MaxValue);

    /// <summary>Whether an event was known by the last instant that may be known, and not yet replaced by then.</summary>
    public static bool IsVisible(EventTable events, int @event, long knownBy)
    {
        var superseded = events.Superseded(@event, @event + 1);
        var replaced = superseded.IsEmpty ? long.MaxValue : superseded[0];
        return knownBy == long.MaxValue ? replaced == long.MaxValue : events.Known(@event, @event + 1)[0] <= knownBy && replaced > knownBy;
    }

    private Instant TimeOf(int @event) => new(events.Times(@event, @event + 1)[0]);

    private Value ValueOf(int @event, int column) => column < 0 ? Value.Null : events.Columns[column][events.RowOf(@event)];

    private PlainEvent Shown(int @event, int column) => new(TimeOf(@event), new(events.Known(@event, @event + 1)[0]), ValueOf(@event, column));

    private byte[] Tie(AggregationViewPlan view, int @event)
    {
        if (!view.NeedsOrder) return [];
        var bytes = new List<byte>();
        var row = events.RowOf(@event);
        if (events.EventKeys is { } keys) RowEncoding.Append(bytes, keys, row);
        foreach (var column in events.Ties) RowEncoding.Append(bytes, events.Columns[column], row);
        return [.. bytes];
    }
}
