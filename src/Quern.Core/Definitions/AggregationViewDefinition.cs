using Quern.Aggregation;
using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>One aggregate of an aggregation view, before it is spread over the windows.</summary>
/// <param name="Name">Its name; the feature's is this and the window's.</param>
/// <param name="Spec">Which aggregate.</param>
/// <param name="Argument">Over what; null where the aggregate takes none. A filter is part of it: where the filter is not true the argument is null.</param>
/// <param name="Windows">Its own windows; null for the view's.</param>
public sealed record AggregateDefinition(string Name, AggregateSpec Spec, RowExpression? Argument, IReadOnlyList<Window>? Windows)
{
    /// <summary>What its features mean to a model; null for what follows from how they are stored.</summary>
    public FeatureType? FeatureType { get; init; }
}

/// <summary>A view whose features are aggregates of an entity's events over windows of time.</summary>
public sealed record AggregationViewDefinition : ViewDefinition
{
    /// <summary>The windows for every aggregate that has none of its own.</summary>
    public required IReadOnlyList<Window> Windows { get; init; }

    /// <summary>When set, the tails of windows are rounded down to multiples of it and no raw rows are kept; null for exact windows.</summary>
    public Duration? Hop { get; init; }

    /// <summary>The aggregates.</summary>
    public required IReadOnlyList<AggregateDefinition> Aggregates { get; init; }

    internal override IEnumerable<string> FeatureMeanings() =>
        Aggregates.SelectMany(aggregate => (aggregate.Windows ?? Windows).Select(window => MeaningText.Of(aggregate, window, Source.Schema)));

    private protected override IEnumerable<RowExpression> Values() => Aggregates.Select(aggregate => aggregate.Argument).OfType<RowExpression>();
}
