using System.Text;
using Quern.Aggregation;
using Quern.Values;

namespace Quern.Core.Tests.AggregationOrder;

/// <summary>Parts of the slow twins, written for reading.</summary>
internal static class Twins
{
    /// <summary>What a value counts as: -0.0 as 0.0, every NaN as one.</summary>
    public static Value Counted(Value value)
    {
        if (value.Type.Kind is not (ValueKind.Float32 or ValueKind.Float64)) return value;
        var real = value.AsDouble();
        var counted = real == 0 ? 0L : double.IsNaN(real) ? 0x7FF8L << 48 : value.Bits;
        return Value.OfBits(value.Type.Kind, counted);
    }

    /// <summary>Values in their order; text by UTF-8 bytes, NaN last.</summary>
    public static IEnumerable<Value> Ordered(IEnumerable<Value> values) => values.FirstOrDefault().Type.Kind switch
    {
        ValueKind.String => values.OrderBy(value => Convert.ToHexString(Encoding.UTF8.GetBytes(value.AsText())), StringComparer.Ordinal),
        ValueKind.Float32 or ValueKind.Float64 => values.OrderBy(value => double.IsNaN(value.AsDouble())).ThenBy(value => value.AsDouble()),
        _ => values.OrderBy(value => value.Bits),
    };

    public static AggregateResult CountsOrTooMany(
        Aggregate aggregate, IReadOnlyList<Value> values, int bound, Func<IEnumerable<KeyValuePair<Value, long>>, IEnumerable<KeyValuePair<Value, long>>> pick)
    {
        Value[] counted = [.. values.Select(Counted)];
        Value[] distinct = [.. Ordered(counted.Distinct())];
        if (distinct.Length > bound) return new(Value.Null, FeatureStatus.TooManyValues);
        var counts = distinct.Select(value => KeyValuePair.Create(value, (long)counted.Count(other => other == value)));
        return AggregateResult.Of(Value.Counts(aggregate.ResultType.Shape, aggregate.ResultType.Kind, [.. pick(counts)]));
    }
}
