using Quern.Time;

namespace Quern.Definitions;

/// <summary>What rows with one key are expected to be, as they follow each other in event time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Key">The columns whose values are the key; a row in which one of them is null has none, and is not judged.</param>
/// <param name="Within">Rows further apart have nothing to do with each other.</param>
public abstract record KeyedExpectation(string Name, OnFail OnFail, IReadOnlyList<RowExpression> Key, Duration Within) : SeriesExpectation(Name, OnFail)
{
    /// <summary>Which rows are judged: of kind Boolean, never null; null for all. Those that tell of a deletion are not.</summary>
    public RowExpression? Judged { get; init; }

    private protected string KeyText => $"{string.Join(", ", Key.Select(column => column.Text))}, within {Within}";
}

/// <summary>That no two rows have the same values.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Key">The values.</param>
/// <param name="Within">How near to each other in event time two rows are not to have them.</param>
public sealed record UniqueExpectation(string Name, OnFail OnFail, IReadOnlyList<RowExpression> Key, Duration Within) : KeyedExpectation(Name, OnFail, Key, Within)
{
    /// <inheritdoc/>
    public override string Kind => "unique";

    /// <inheritdoc/>
    public override string Text => $"one row of {KeyText}";
}

/// <summary>That a value never goes down from one row to the next of the same key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnFail">What becomes of it.</param>
/// <param name="Key">Whose value it is.</param>
/// <param name="Within">How near to each other in event time two rows are to be compared.</param>
/// <param name="Value">The value: a number or an instant. Null and NaN are passed over.</param>
public sealed record MonotoneExpectation(string Name, OnFail OnFail, IReadOnlyList<RowExpression> Key, Duration Within, RowExpression Value) : KeyedExpectation(Name, OnFail, Key, Within)
{
    /// <inheritdoc/>
    public override string Kind => "monotone";

    /// <inheritdoc/>
    public override string Text => $"{Value.Text} does not go down by {KeyText}";
}
