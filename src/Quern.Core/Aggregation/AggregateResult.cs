using Quern.Values;

namespace Quern.Aggregation;

/// <summary>What an aggregate comes to: a value, or null and why.</summary>
/// <param name="Value">The value; null unless the status is <see cref="FeatureStatus.Present"/>.</param>
/// <param name="Status">Present, a null value (nothing to aggregate), overflow, or too many values.</param>
public readonly record struct AggregateResult(Value Value, FeatureStatus Status)
{
    /// <summary>A value; null becomes <see cref="FeatureStatus.NullValue"/>.</summary>
    public static AggregateResult Of(Value value) => new(value, value.IsNull ? FeatureStatus.NullValue : FeatureStatus.Present);
}
