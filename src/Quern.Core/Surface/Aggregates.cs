using System.Linq.Expressions;
using Quern.Aggregation;

namespace Quern;

/// <summary>The aggregates that a view can have, over events that <typeparamref name="T"/> describes. Nulls in an argument are skipped.</summary>
public sealed class Aggregates<T>
{
    internal Aggregates()
    {
    }

    /// <summary>How many events.</summary>
    public WindowAggregate<T> Count() => new(AggregateFunction.Count, null);

    /// <summary>How many events for which the filter is true.</summary>
    public WindowAggregate<T> Count(Expression<Func<T, bool>> filter) => new(AggregateFunction.CountWhere, filter);

    /// <summary>How many events for which the filter is true; null is not.</summary>
    public WindowAggregate<T> Count(Expression<Func<T, bool?>> filter) => new(AggregateFunction.CountWhere, filter);

    /// <summary>How many events in which the value is not null.</summary>
    public WindowAggregate<T> CountNonNull<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Count, value);

    /// <summary>The sum; of whole numbers exact, and an error of that row when it does not fit 64 bits.</summary>
    public WindowAggregate<T> Sum<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Sum, value);

    /// <summary>The arithmetic mean; of embeddings that of each element.</summary>
    public WindowAggregate<T> Mean<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Mean, value);

    /// <summary>The least value.</summary>
    public WindowAggregate<T> Min<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Min, value);

    /// <summary>The greatest value.</summary>
    public WindowAggregate<T> Max<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Max, value);

    /// <summary>The variance, of the population unless <see cref="SpreadAggregate{T}.Sample"/> is called.</summary>
    public SpreadAggregate<T> Variance<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Variance, value);

    /// <summary>The standard deviation, of the population unless <see cref="SpreadAggregate{T}.Sample"/> is called.</summary>
    public SpreadAggregate<T> StdDev<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.StandardDeviation, value);

    /// <summary>The value of the first event in which it is not null.</summary>
    public WindowAggregate<T> First<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.First, value);

    /// <summary>The first <paramref name="n"/> values, oldest first.</summary>
    public WindowAggregate<T> First<TValue>(Expression<Func<T, TValue>> value, int n) => new(AggregateFunction.FirstN, value) { N = n };

    /// <summary>The value of the last event in which it is not null.</summary>
    public WindowAggregate<T> Last<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Last, value);

    /// <summary>The last <paramref name="n"/> values, newest first.</summary>
    public WindowAggregate<T> Last<TValue>(Expression<Func<T, TValue>> value, int n) => new(AggregateFunction.LastN, value) { N = n };

    /// <summary>The arithmetic mean of the last <paramref name="n"/> values; of embeddings that of each element.</summary>
    public WindowAggregate<T> MeanOfLast<TValue>(Expression<Func<T, TValue>> value, int n) => new(AggregateFunction.MeanOfLastN, value) { N = n };

    /// <summary>The last <paramref name="n"/> distinct values, each at its latest occurrence, newest first.</summary>
    public WindowAggregate<T> LastDistinct<TValue>(Expression<Func<T, TValue>> value, int n) => new(AggregateFunction.LastDistinctN, value) { N = n };

    /// <summary>How many distinct values.</summary>
    public WindowAggregate<T> DistinctCount<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.DistinctCount, value);

    /// <summary>The smallest value whose share of values at or below it is at least <paramref name="share"/>, the decimal as written.</summary>
    public WindowAggregate<T> Quantile<TValue>(Expression<Func<T, TValue>> value, double share) => Quantile(value, double.Abs(share) < 1e9 ? (decimal)share : 0);

    /// <summary>The smallest value whose share of values at or below it is at least <paramref name="share"/>, above 0 and at most 1.</summary>
    public WindowAggregate<T> Quantile<TValue>(Expression<Func<T, TValue>> value, decimal share) => new(AggregateFunction.Quantile, value) { Quantile = share };

    /// <summary>The median: the quantile of one half.</summary>
    public WindowAggregate<T> Median<TValue>(Expression<Func<T, TValue>> value) => Quantile(value, 0.5m);

    /// <summary>The <paramref name="k"/> most frequent values with their counts, most frequent first.</summary>
    public WindowAggregate<T> TopK<TValue>(Expression<Func<T, TValue>> value, int k) => new(AggregateFunction.TopK, value) { N = k };

    /// <summary>Every value with its count.</summary>
    public WindowAggregate<T> Histogram<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.Histogram, value);

    /// <summary>Whether any value is true.</summary>
    public WindowAggregate<T> Any(Expression<Func<T, bool>> value) => new(AggregateFunction.Any, value);

    /// <summary>Whether any value is true, nulls skipped.</summary>
    public WindowAggregate<T> Any(Expression<Func<T, bool?>> value) => new(AggregateFunction.Any, value);

    /// <summary>Whether all values are true.</summary>
    public WindowAggregate<T> All(Expression<Func<T, bool>> value) => new(AggregateFunction.All, value);

    /// <summary>Whether all values are true, nulls skipped.</summary>
    public WindowAggregate<T> All(Expression<Func<T, bool?>> value) => new(AggregateFunction.All, value);

    /// <summary>Seconds since the last event.</summary>
    public WindowAggregate<T> TimeSinceLast() => new(AggregateFunction.TimeSinceLast, null);

    /// <summary>Seconds since the last event in which the value is not null.</summary>
    public WindowAggregate<T> TimeSinceLast<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.TimeSinceLast, value);

    /// <summary>Seconds since the first event.</summary>
    public WindowAggregate<T> TimeSinceFirst() => new(AggregateFunction.TimeSinceFirst, null);

    /// <summary>Seconds since the first event in which the value is not null.</summary>
    public WindowAggregate<T> TimeSinceFirst<TValue>(Expression<Func<T, TValue>> value) => new(AggregateFunction.TimeSinceFirst, value);

    /// <summary>The sum in which a value counts half as much for each half-life of its age.</summary>
    public WindowAggregate<T> DecayedSum<TValue>(Expression<Func<T, TValue>> value, string halfLife) =>
        new(AggregateFunction.DecayedSum, value) { DurationSetting = ("half-life", halfLife) };

    /// <summary>The mean in which a value counts half as much for each half-life of its age.</summary>
    public WindowAggregate<T> DecayedMean<TValue>(Expression<Func<T, TValue>> value, string halfLife) =>
        new(AggregateFunction.DecayedMean, value) { DurationSetting = ("half-life", halfLife) };

    /// <summary>The slope of the values over time, by least squares, in units of the value per <paramref name="per"/>.</summary>
    public WindowAggregate<T> Trend<TValue>(Expression<Func<T, TValue>> value, string per) => new(AggregateFunction.Trend, value) { DurationSetting = ("unit", per) };
}
