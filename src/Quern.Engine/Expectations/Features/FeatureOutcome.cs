using System.Globalization;
using Quern.Definitions;

namespace Quern.Engine.Expectations.Features;

/// <summary>What came of an expectation of a feature over the rows of a training set, or over entities.</summary>
/// <param name="View">The view's reference.</param>
/// <param name="Expectation">The expectation.</param>
/// <param name="Column">The column of the training set: a view that is there twice has two.</param>
/// <param name="Rows">How many values were judged.</param>
/// <param name="Failed">How many of them failed.</param>
public sealed record FeatureOutcome(string View, FeatureExpectation Expectation, string Column, long Rows, long Failed) : ExpectationOutcome(View, Expectation.Name, Expectation.OnFail, Rows, Failed)
{
    /// <summary>The first values that failed, in the order of rows; a few of them.</summary>
    public IReadOnlyList<FailedValue> First { get; init; } = [];

    /// <summary>Of an expectation that pauses, how many failed that had not when somebody last looked; all where nobody has.</summary>
    public long New { get; init; }

    /// <summary>The first of those; null for none.</summary>
    public FailedValue? FirstNew { get; init; }

    /// <summary>The share of the values that failed; 0 of none.</summary>
    public double Share => Rows == 0 ? 0 : (double)Failed / Rows;

    /// <inheritdoc/>
    public override string Unit => "value";

    /// <inheritdoc/>
    public override bool Holds => IsFew(Failed);

    /// <inheritdoc/>
    public override string? PauseReason => OnFail != OnFail.Pause || FirstNew is not { } first || IsFew(New) ? null
        : string.Create(CultureInfo.InvariantCulture, $"'{Name}' of {Source} is not met by {New:N0} of {Rows:N0} values of {Expectation.Feature}: first {first}");

    /// <inheritdoc/>
    public override string? Note => Holds || OnFail == OnFail.Observe ? null : string.Create(CultureInfo.InvariantCulture,
        $"{Failed:N0} of {Rows:N0} values of {Column} fail: '{Name}'{(Expectation.MaxShare is { } share ? $", more than {100 * share:0.###} %" : "")}; first {First[0]}");

    private bool IsFew(long failed) => failed <= (Expectation.MaxShare ?? 0) * Rows;
}

/// <summary>A value that failed an expectation.</summary>
/// <param name="Row">The row of the training set, from 1; or the place among the entities.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Trouble">Why the condition could not be computed; null where it could.</param>
public sealed record FailedValue(long Row, string Value, string? Trouble)
{
    /// <summary>The entity that it is of; null where the row says it.</summary>
    public string? Entity { get; init; }

    /// <summary>The value in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {(Entity is null ? $"in row {Row:N0}" : $"of {Entity}")}{(Trouble is null ? "" : $" ({Trouble})")}");
}
