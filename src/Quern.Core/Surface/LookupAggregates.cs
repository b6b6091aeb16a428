using Quern.Aggregation;

namespace Quern;

/// <summary>
/// What the looked-up items of a list can come to. An item counts as often as it is in the list; items without a value are skipped, but by <see cref="List"/>. The order of the items
/// changes nothing but a list.
/// </summary>
public sealed class LookupAggregates
{
    internal LookupAggregates()
    {
    }

    /// <summary>The values in the order of the keys, null where an item has none.</summary>
    public LookupAggregate List(string feature) => new(feature, null);

    /// <summary>The arithmetic mean; of embeddings that of each element.</summary>
    public LookupAggregate Mean(string feature) => new(feature, AggregateFunction.Mean);

    /// <summary>The sum; of whole numbers exact, and an error of that row when it does not fit 64 bits.</summary>
    public LookupAggregate Sum(string feature) => new(feature, AggregateFunction.Sum);

    /// <summary>The least value.</summary>
    public LookupAggregate Min(string feature) => new(feature, AggregateFunction.Min);

    /// <summary>The greatest value.</summary>
    public LookupAggregate Max(string feature) => new(feature, AggregateFunction.Max);
}

/// <summary>One feature of a lookup, as <see cref="LookupAggregates"/> makes it.</summary>
public sealed class LookupAggregate
{
    internal LookupAggregate(string feature, AggregateFunction? function) => (Feature, Function) = (feature, function);

    internal string Feature { get; }

    internal AggregateFunction? Function { get; }
}
