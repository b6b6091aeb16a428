using System.Globalization;
using Quern.Definitions;

namespace Quern.Engine.Expectations;

/// <summary>What came of an expectation of single rows.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Expectation">The expectation.</param>
/// <param name="Rows">How many rows were judged.</param>
/// <param name="Failed">How many of them failed.</param>
public sealed record RowOutcome(string Source, ExpectationDefinition Expectation, long Rows, long Failed) : ExpectationOutcome(Source, Expectation.Name, Expectation.OnFail, Rows, Failed)
{
    /// <summary>The first rows that failed, in the order of time; a few of them.</summary>
    public IReadOnlyList<FailedRow> First { get; init; } = [];

    /// <summary>The buckets of time in which more failed than may, in the order of time; none where no share is allowed.</summary>
    public IReadOnlyList<ExpectationBucket> Over { get; init; } = [];

    /// <summary>The share of the rows that failed; 0 of no rows.</summary>
    public double Share => Rows == 0 ? 0 : (double)Failed / Rows;

    /// <inheritdoc/>
    public override string Unit => "row";

    /// <inheritdoc/>
    public override bool Holds => Expectation.MaxShare is null ? Failed == 0 : Over.Count == 0;

    /// <inheritdoc/>
    public override string? PauseReason => OnFail != OnFail.Pause || Holds ? null
        : Over is [var worst, ..] ? string.Create(CultureInfo.InvariantCulture, $"'{Name}' of {Source} is not met: {worst.Failed:N0} of {worst.Rows:N0} rows of the {Expectation.Every} from {worst.Start} fail")
        : string.Create(CultureInfo.InvariantCulture, $"'{Name}' of {Source} is not met: {First[0]}");

    /// <inheritdoc/>
    public override string? Note
    {
        get
        {
            if (Failed == 0 || (OnFail != OnFail.Reject && (Holds || OnFail == OnFail.Observe))) return null;
            var counts = string.Create(CultureInfo.InvariantCulture, $"{Failed:N0} of {Rows:N0} rows of {Source} {(OnFail == OnFail.Reject ? "are rejected" : "fail")}: '{Name}'");
            if (Over is [var worst, ..]) counts += string.Create(CultureInfo.InvariantCulture, $"; more than {100 * Expectation.MaxShare:0.###} % in {Over.Count:N0} bucket{(Over.Count == 1 ? "" : "s")} of {Expectation.Every}, first {worst.Start}");
            return First is [var first, ..] ? $"{counts}; first {first}" : counts;
        }
    }
}
