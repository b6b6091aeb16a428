namespace Quern.Aggregation;

/// <summary>Makes aggregates from their specs.</summary>
public static class AggregateFactory
{
    /// <summary>What is wrong with a spec, each with what would work; empty when <see cref="Create"/> takes it.</summary>
    public static IReadOnlyList<string> Validate(AggregateSpec spec) => AggregateRules.Check(spec);

    /// <summary>The aggregate of a spec.</summary>
    /// <exception cref="ArgumentException">The spec is not valid; the message says all that <see cref="Validate"/> finds.</exception>
    public static Aggregate Create(AggregateSpec spec)
    {
        var problems = Validate(spec);
        if (problems.Count > 0) throw new ArgumentException(string.Join(" ", problems), nameof(spec));
        return spec.Function switch
        {
            AggregateFunction.Count => new CountAggregate(spec),
            AggregateFunction.CountWhere => new CountWhereAggregate(spec),
            AggregateFunction.Sum => new SumAggregate(spec),
            AggregateFunction.Mean => new MeanAggregate(spec),
            AggregateFunction.Min => new MinAggregate(spec),
            AggregateFunction.Max => new MaxAggregate(spec),
            AggregateFunction.Variance => new VarianceAggregate(spec),
            AggregateFunction.StandardDeviation => new StandardDeviationAggregate(spec),
            AggregateFunction.Any => new AnyAggregate(spec),
            AggregateFunction.All => new AllAggregate(spec),
            AggregateFunction.DecayedSum => new DecayedSumAggregate(spec),
            AggregateFunction.DecayedMean => new DecayedMeanAggregate(spec),
            AggregateFunction.Trend => new TrendAggregate(spec),
            AggregateFunction.First => new FirstAggregate(spec),
            AggregateFunction.Last => new LastAggregate(spec),
            AggregateFunction.FirstN => new FirstNAggregate(spec),
            AggregateFunction.LastN => new LastNAggregate(spec),
            AggregateFunction.MeanOfLastN => new MeanOfLastNAggregate(spec),
            AggregateFunction.LastDistinctN => new LastDistinctNAggregate(spec),
            AggregateFunction.DistinctCount => new DistinctCountAggregate(spec),
            AggregateFunction.Quantile => new QuantileAggregate(spec),
            AggregateFunction.TopK => new TopKAggregate(spec),
            AggregateFunction.Histogram => new HistogramAggregate(spec),
            AggregateFunction.TimeSinceLast => new TimeSinceLastAggregate(spec),
            AggregateFunction.TimeSinceFirst => new TimeSinceFirstAggregate(spec),
            _ => throw new ArgumentException($"There is no aggregate '{spec.Function}'.", nameof(spec)),
        };
    }
}
