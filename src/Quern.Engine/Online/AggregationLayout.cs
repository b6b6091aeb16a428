using Quern.Aggregation;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>What reading and writing an aggregation view's records must both know.</summary>
internal sealed class AggregationLayout(AggregationViewPlan plan)
{
    public AggregationViewPlan Plan { get; } = plan;

    public string View => Plan.Reference;

    public ValueKind[] Kinds { get; } = [.. plan.Arguments.Select(argument => argument.Kind)];

    public Duration? Hop => Plan.View.Hop;

    /// <summary>Gets whether rows are kept with what breaks ties: for aggregates that need an order, and where an event key lets a row be replaced.</summary>
    public bool KeepsTies { get; } = plan.NeedsOrder || plan.Definition.Source.EventKey is not null;

    public int Aggregates => Plan.Aggregates.Count;

    /// <summary>Gets for each aggregate whether the past that is no longer kept in detail counts for it.</summary>
    public bool[] Lifetime { get; } = Retention.LifetimeAggregates(plan);

    public bool HasLifetime => Lifetime.AsSpan().Contains(true);

    public bool[] All { get; } = [.. plan.Aggregates.Select(_ => true)];

    public AggregateState NewState(int aggregate) => Plan.Aggregates[aggregate].Aggregate.NewState();

    /// <summary>Adds rows of an entity to the states of the aggregates that are wanted.</summary>
    public void Add(AggregateState?[] states, bool[] wanted, EntityRows rows, int start, int end)
    {
        for (var aggregate = 0; aggregate < states.Length; aggregate++)
        {
            if (!wanted[aggregate]) continue;
            var state = states[aggregate] ??= NewState(aggregate);
            var argument = Plan.Aggregates[aggregate].Argument;
            var column = argument < 0 ? null : rows.Columns[argument];
            for (var row = start; row < end; row++) state.Add(new(new(rows.Times[row]), rows.Tie(row), column is null ? Value.Null : column[row]));
        }
    }
}
