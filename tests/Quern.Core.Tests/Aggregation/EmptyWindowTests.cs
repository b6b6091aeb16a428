using Quern.Aggregation;
using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>The column "empty window" of the table of results, and what it says of windows with one event.</summary>
public sealed class EmptyWindowTests
{
    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void Aggregate_WithoutEvents_IsZeroForCountsAndNullForAllOthers(AggregateFunction function)
    {
        foreach (var spec in ArithmeticSpecs.Of(function)) Result(spec).ShouldBe(Empty(function));
    }

    [Theory]
    [MemberData(nameof(ArithmeticSpecs.FunctionData), MemberType = typeof(ArithmeticSpecs))]
    public void Aggregate_OfNullsAlone_IsAsWithoutEvents(AggregateFunction function)
    {
        foreach (var spec in ArithmeticSpecs.Of(function).Where(spec => spec.Argument is not null)) Result(spec, Value.Null, Value.Null).ShouldBe(Empty(function));
    }

    [Fact]
    public void Count_WithoutArgument_CountsNulls() => Result(new(AggregateFunction.Count, null), Value.Null, Value.Null).Value.ShouldBe(Value.Of(2L));

    [Fact]
    public void Variance_OfThePopulationOfOne_IsZero() => Result(new(AggregateFunction.Variance, ValueKind.Float64), Value.Of(3.5)).Value.ShouldBe(Value.Of(0.0));

    [Fact]
    public void Variance_OfASampleOfOne_IsNull() => Result(new(AggregateFunction.Variance, ValueKind.Float64) { Sample = true }, Value.Of(3.5)).Value.ShouldBe(Value.Null);

    [Fact]
    public void Trend_OfOneTime_IsNull() =>
        Result(new(AggregateFunction.Trend, ValueKind.Float64) { Unit = new(1) }, Value.Of(3.5), Value.Of(4.5)).Value.ShouldBe(Value.Null);

    [Fact]
    public void Sum_OfNegativeZeros_IsZero() => Result(new(AggregateFunction.Sum, ValueKind.Float64), Value.Of(-0.0), Value.Of(-0.0)).Value.ShouldBe(Value.Of(0.0));

    [Fact]
    public void Variance_OfLargeNearlyEqualValues_KeepsItsDigits() => Result(
        new(AggregateFunction.Variance, ValueKind.Float64), Value.Of(1e9 + 0.25), Value.Of(1e9 + 1), Value.Of(1e9 + 2.5), Value.Of(1e9 - 1.75)).Value.ShouldBe(Value.Of(2.34375));

    private static AggregateResult Empty(AggregateFunction function) => function is AggregateFunction.Count or AggregateFunction.CountWhere
        ? AggregateResult.Of(Value.Of(0L))
        : new(Value.Null, FeatureStatus.NullValue);

    private static AggregateResult Result(AggregateSpec spec, params Value[] values)
    {
        var state = AggregateFactory.Create(spec).NewState();
        foreach (var value in values) state.Add(new(new(5), default, value));
        return state.Result(new(6));
    }
}
