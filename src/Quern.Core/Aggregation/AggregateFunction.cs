namespace Quern.Aggregation;

/// <summary>The aggregates there are. Each is described at its own class.</summary>
public enum AggregateFunction
{
    /// <summary>How many events; with an argument, how many with a non-null one.</summary>
    Count,

    /// <summary>How many events for which a Boolean argument is true.</summary>
    CountWhere,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The least value.</summary>
    Min,

    /// <summary>The greatest value.</summary>
    Max,

    /// <summary>The variance, population or sample.</summary>
    Variance,

    /// <summary>The standard deviation, population or sample.</summary>
    StandardDeviation,

    /// <summary>The value of the first event.</summary>
    First,

    /// <summary>The value of the last event.</summary>
    Last,

    /// <summary>The first n values, oldest first.</summary>
    FirstN,

    /// <summary>The last n values, newest first.</summary>
    LastN,

    /// <summary>The last n distinct values, each at its latest occurrence, newest first.</summary>
    LastDistinctN,

    /// <summary>How many distinct values.</summary>
    DistinctCount,

    /// <summary>The value at a share of the ordered values.</summary>
    Quantile,

    /// <summary>The k most frequent values with their counts.</summary>
    TopK,

    /// <summary>Every value with its count.</summary>
    Histogram,

    /// <summary>Whether any value is true.</summary>
    Any,

    /// <summary>Whether all values are true.</summary>
    All,

    /// <summary>Seconds since the last event.</summary>
    TimeSinceLast,

    /// <summary>Seconds since the first event.</summary>
    TimeSinceFirst,

    /// <summary>The sum in which a value counts half as much for each half-life of its age.</summary>
    DecayedSum,

    /// <summary>The mean with the same weights.</summary>
    DecayedMean,

    /// <summary>The slope of the values over time, by least squares.</summary>
    Trend,

    /// <summary>The arithmetic mean of the last n values.</summary>
    MeanOfLastN,
}
