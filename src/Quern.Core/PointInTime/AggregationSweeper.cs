using Quern.Aggregation;
using Quern.Aggregation.Totals;
using Quern.Planning;
using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// Computes features of an aggregation view for all rows of an entity at a time. Features that look through the same window share its trace.
/// One sweeper is for one thread; several may work on different entities, or different windows of one entity, at once.
/// </summary>
public sealed class AggregationSweeper
{
    private readonly RowTable _rows;
    private readonly bool _asKnown;
    private readonly WindowGroup[] _groups;
    private readonly TraceBuilder _traces = new();
    private readonly ArgumentTotals _totals;
    private EventTable _events = new();
    private int _entity = -1;
    private IReadOnlyList<Column> _arguments = [];

    /// <summary>A sweeper for some of a view's features.</summary>
    /// <param name="plan">The view.</param>
    /// <param name="features">Positions of the features to compute.</param>
    /// <param name="rows">The rows to compute them for.</param>
    /// <param name="outputs">For each feature, where its values go.</param>
    /// <param name="asKnown">Whether each row sees only what was known by then.</param>
    public AggregationSweeper(
        AggregationViewPlan plan, IReadOnlyList<int> features, RowTable rows, IReadOnlyList<ResultWriter> outputs, bool asKnown)
    {
        (_rows, _asKnown, _totals) = (rows, asKnown, new(plan.Arguments.Count));
        _groups = [.. features
            .Select((feature, output) => (Feature: plan.Features[feature], Aggregate: plan.Aggregates[plan.Features[feature].Input], Output: outputs[output]))
            .GroupBy(item => new WindowRange(item.Feature.Window!, plan.View.Hop, item.Aggregate.Aggregate.MaxAge))
            .Select(group => new WindowGroup(group.Key, [.. group.Select(item => new Member(item.Aggregate.Aggregate.NewSweep(), item.Aggregate.Argument, item.Output))]))];
    }

    /// <summary>How many different windows there are to go through.</summary>
    public int Windows => _groups.Length;

    /// <summary>Takes the events to go through from now on.</summary>
    /// <param name="events">Events of the view.</param>
    /// <param name="arguments">The view's arguments, in the order of the events.</param>
    public void Load(EventTable events, IReadOnlyList<Column> arguments) 
    {
        (_events, _arguments) = (events, arguments);
        _entity = -1;
    }

    /// <summary>Computes the features of one window for all rows of an entity.</summary>
    public void Run(int entity, int window)
    {
        var rowTimes = _rows.Times(entity);
        if (rowTimes.IsEmpty) return;
        var group = _groups[window];
        var (start, end) = _events.Range(entity);
        var times = _events.Times(start, end);
        if (entity != _entity)
        {
            _totals.Clear();
            _traces.BeginEvents();
            _entity = entity;
        }

        var trace = _asKnown
            ? _traces.BuildAsKnown(group.Range, times, _events.Known(start, end), _events.Superseded(start, end), rowTimes, _rows.Ordinals(entity))
            : _traces.Build(group.Range, times, rowTimes, _rows.Ordinals(entity));
        _totals.Begin(trace);
        foreach (var member in group.Members) member.Sweep.Run(trace, Argument(member, trace, start, end), member.Output);
    }

    private SweepArgument Argument(Member member, in WindowTrace trace, int start, int end)
    {
        if (member.Argument < 0) return default;
        var column = _arguments[member.Argument];
        var nulls = column.HasNulls ? column.Nulls[start..end] : default;
        return column switch
        {
            TextColumn text => new() { Codes = text.Codes[start..end], Pool = text.Pool, Nulls = nulls },
            Float64Column real => new() { Float64s = real.Values[start..end], Nulls = nulls },
            _ => Whole(member, ((Int64Column)column).Values[start..end], nulls, trace),
        };
    }

    private SweepArgument Whole(Member member, ReadOnlySpan<long> values, ReadOnlySpan<bool> nulls, in WindowTrace trace) => new()
    {
        Int64s = values,
        Nulls = nulls,
        Totals = member.Sweep.UsesTotals ? _totals.Of(member.Argument, values, nulls, trace) : default,
    };

    private sealed record Member(AggregateSweep Sweep, int Argument, ResultWriter Output);

    private sealed record WindowGroup(WindowRange Range, Member[] Members);
}
