using Quern.Time;

namespace Quern.Definitions;

/// <summary>What the rows of a source are expected to be.</summary>
/// <param name="Name">Its name, free text of one line; no other expectation of the source has it.</param>
/// <param name="Condition">The condition as it was written: what each row is to meet.</param>
/// <param name="Unmet">
/// Of kind Boolean, never null: whether a row does not meet it. A comparison with null is neither met nor unmet, as in a CHECK of SQL, and rows that tell of a deletion are not judged.
/// A row for which it cannot be computed does not meet the condition.
/// </param>
/// <param name="OnFail">What becomes of a row that does not.</param>
public sealed record ExpectationDefinition(string Name, RowExpression Condition, RowExpression Unmet, OnFail OnFail)
{
    /// <summary>How long a bucket is where nothing else is said: a day.</summary>
    public static Duration Day { get; } = new(86_400 * Instant.PerSecond);

    /// <summary>The share of the rows of a bucket of time that may fail, from 0 to 1; null where no row may.</summary>
    public double? MaxShare { get; init; }

    /// <summary>How long a bucket of time is, by which a share is judged.</summary>
    public Duration Every { get; init; } = Day;
}
