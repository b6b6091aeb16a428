namespace Quern.Drift;

/// <summary>What figure of the rows is watched.</summary>
public enum SignalKind
{
    /// <summary>The number of rows, as a logarithm.</summary>
    Volume,

    /// <summary>The share of rows that repeat another in every field.</summary>
    Repeats,

    /// <summary>How far the hours at which rows fall are from those of the reference: Jensen-Shannon distance.</summary>
    Hours,

    /// <summary>The share of rows without a value.</summary>
    NullRate,

    /// <summary>The share of values that are NaN or infinite.</summary>
    NotFinite,

    /// <summary>Where the numbers lie: the mean of their inverse hyperbolic sines, which are like logarithms far from zero; of a category its difference from that of all rows.</summary>
    Level,

    /// <summary>How far the level of the latest buckets is from that of long before: what moves slowly takes what is expected of the next bucket with it.</summary>
    Trend,

    /// <summary>How far they spread: the standard deviation of the same, as a logarithm.</summary>
    Spread,

    /// <summary>The number of distinct values, as a logarithm.</summary>
    Distinct,

    /// <summary>How far the distribution is from that of the reference: Jensen-Shannon distance.</summary>
    Shape,

    /// <summary>The share of rows that a category has, as a logarithm.</summary>
    Share,

    /// <summary>The share of rows with values that the reference does not have.</summary>
    NewValues,
}

/// <summary>A figure that is watched: of all rows, of a field, or of a field in one category.</summary>
/// <param name="Kind">What figure.</param>
/// <param name="Field">Of which field; null for the rows themselves.</param>
/// <param name="By">The field whose values divide the rows; null for all rows.</param>
/// <param name="Slice">The category; null for all rows.</param>
public sealed record Signal(SignalKind Kind, string? Field = null, string? By = null, string? Slice = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}{(Field is null ? "" : $" of {Field}")}{(Slice is null ? "" : $" where {By} is {Slice}")}";
}

/// <summary>A figure by bucket of time.</summary>
/// <param name="Signal">Which figure.</param>
/// <param name="Values">The figure by bucket; NaN where there is none.</param>
/// <param name="Noise">By bucket, what the figure moves by chance alone since it is taken of a limited number of rows: a standard deviation.</param>
/// <param name="Unit">What a change of the figure is measured in to be understood: the usual spread for levels, otherwise 1.</param>
public sealed record SignalSeries(Signal Signal, double[] Values, double[] Noise, double Unit)
{
    /// <summary>Whether nothing but 0 is ever expected, since the figure is a difference already.</summary>
    public bool IsDifference { get; init; }
}
