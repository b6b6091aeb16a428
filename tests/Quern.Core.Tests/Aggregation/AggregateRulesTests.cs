using Quern.Aggregation;
using Quern.Values;

namespace Quern.Tests.Aggregation;

public sealed class AggregateRulesTests
{
    [Fact]
    public void Spec_WithAllThatItNeeds_HasNoProblems() => AggregateFactory.Validate(new(AggregateFunction.LastN, ValueKind.String) { N = 1000 }).ShouldBeEmpty();

    [Fact]
    public void Problems_SayWhatWouldWork() => AggregateFactory.Validate(new(AggregateFunction.DecayedSum, ValueKind.String) { N = 3, Sample = true }).ShouldBe(
    [
        "Aggregate 'DecayedSum' cannot take a String. It takes Int32, Int64, Float32, Float64.",
        "Aggregate 'DecayedSum' has no number of values: leave it out.",
        "Aggregate 'DecayedSum' needs a half-life: a time above zero and at most 100000d, such as 7d.",
        "Aggregate 'DecayedSum' has no sample: leave it out.",
    ]);

    [Theory]
    [InlineData(AggregateFunction.Sum, ValueKind.String)]
    [InlineData(AggregateFunction.Sum, ValueKind.Timestamp)]
    [InlineData(AggregateFunction.Mean, ValueKind.String)]
    [InlineData(AggregateFunction.Variance, ValueKind.Boolean)]
    [InlineData(AggregateFunction.Min, ValueKind.Boolean)]
    [InlineData(AggregateFunction.CountWhere, ValueKind.Int64)]
    [InlineData(AggregateFunction.Any, ValueKind.Int32)]
    [InlineData(AggregateFunction.All, ValueKind.String)]
    [InlineData(AggregateFunction.Quantile, ValueKind.String)]
    public void Argument_OfAWrongKind_IsAProblem(AggregateFunction function, ValueKind kind) =>
        AggregateFactory.Validate(new(function, kind)).ShouldContain(problem => problem.Contains($"'{function}' cannot take a {kind}"));

    [Theory]
    [InlineData(AggregateFunction.Count, true)]
    [InlineData(AggregateFunction.TimeSinceLast, true)]
    [InlineData(AggregateFunction.TimeSinceFirst, true)]
    [InlineData(AggregateFunction.Sum, false)]
    [InlineData(AggregateFunction.Last, false)]
    public void Argument_Missing_IsAProblemWhereOneIsNeeded(AggregateFunction function, bool works) =>
        (AggregateFactory.Validate(new(function, null)).Count == 0).ShouldBe(works);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(-1, false)]
    public void N_GoesFrom1To1000(int n, bool works) =>
        (AggregateFactory.Validate(new(AggregateFunction.TopK, ValueKind.String) { N = n }).Count == 0).ShouldBe(works);

    [Theory]
    [InlineData("0", false)]
    [InlineData("0.001", true)]
    [InlineData("1", true)]
    [InlineData("1.001", false)]
    public void Quantile_IsAbove0AndAtMost1(string share, bool works) => (AggregateFactory.Validate(
        new(AggregateFunction.Quantile, ValueKind.Int64) { Quantile = decimal.Parse(share, System.Globalization.CultureInfo.InvariantCulture) }).Count == 0).ShouldBe(works);

    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, true)]
    [InlineData(long.MaxValue, false)]
    public void HalfLifeAndUnit_AreAboveZeroAndWithinReason(long microseconds, bool works)
    {
        (AggregateFactory.Validate(new(AggregateFunction.DecayedMean, ValueKind.Int64) { HalfLife = new(microseconds) }).Count == 0).ShouldBe(works);
        (AggregateFactory.Validate(new(AggregateFunction.Trend, ValueKind.Int64) { Unit = new(microseconds) }).Count == 0).ShouldBe(works);
    }

    [Fact]
    public void Create_OfAWrongSpec_SaysAllThatIsWrong() =>
        Should.Throw<ArgumentException>(() => AggregateFactory.Create(new(AggregateFunction.Trend, null))).Message.ShouldContain("needs a unit of time");
}
