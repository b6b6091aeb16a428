namespace Quern.Engine.Expectations;

/// <summary>What came of an expectation over the rows that were read.</summary>
/// <param name="Source">The source; of an expectation of features the view.</param>
/// <param name="Name">The expectation.</param>
/// <param name="OnFail">What becomes of what fails: observe, warn, reject or pause.</param>
/// <param name="Rows">How many rows were judged.</param>
/// <param name="Failed">How many of them failed; of an expectation of rows together how many buckets of time or gaps.</param>
/// <param name="Holds">Whether as little failed as may.</param>
/// <param name="Note">What somebody must know of it; null for nothing.</param>
public sealed record ExpectationReport(string Source, string Name, string OnFail, long Rows, long Failed, bool Holds, string? Note)
{
    /// <summary>What came of an expectation, told.</summary>
    public static ExpectationReport Of(ExpectationOutcome outcome) =>
        new(outcome.Source, outcome.Name, outcome.OnFail.ToString().ToLowerInvariant(), outcome.Rows, outcome.Failed, outcome.Holds, outcome.Note);
}
