using System.Globalization;
using Quern.Definitions;
using Quern.Time;

namespace Quern.Engine.Expectations;

/// <summary>What came of an expectation over some rows.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Expectation">The expectation.</param>
/// <param name="Rows">How many rows were judged.</param>
/// <param name="Failed">How many of them failed.</param>
public sealed record ExpectationOutcome(string Source, ExpectationDefinition Expectation, long Rows, long Failed)
{
    /// <summary>The first rows that failed, in the order of time; a few of them.</summary>
    public IReadOnlyList<FailedRow> First { get; init; } = [];

    /// <summary>The buckets of time in which more failed than may, in the order of time; none where no share is allowed.</summary>
    public IReadOnlyList<ExpectationBucket> Over { get; init; } = [];

    /// <summary>The share of the rows that failed; 0 of no rows.</summary>
    public double Share => Rows == 0 ? 0 : (double)Failed / Rows;

    /// <summary>Whether as few rows failed as may.</summary>
    public bool Holds => Expectation.MaxShare is null ? Failed == 0 : Over.Count == 0;

    /// <summary>Why views are paused; null where they are not.</summary>
    public string? PauseReason => Expectation.OnFail != OnFail.Pause || Holds ? null
        : Over is [var worst, ..] ? string.Create(CultureInfo.InvariantCulture, $"'{Expectation.Name}' of {Source} is not met: {worst.Failed:N0} of {worst.Rows:N0} rows of the {Expectation.Every} from {worst.Start} fail")
        : string.Create(CultureInfo.InvariantCulture, $"'{Expectation.Name}' of {Source} is not met: {First[0]}");

    /// <summary>What somebody must know of it, in one line; null where it holds, or only observes.</summary>
    public string? Note
    {
        get
        {
            if (Failed == 0 || (Expectation.OnFail != OnFail.Reject && (Holds || Expectation.OnFail == OnFail.Observe))) return null;
            var counts = string.Create(CultureInfo.InvariantCulture, $"{Failed:N0} of {Rows:N0} rows of {Source} {(Expectation.OnFail == OnFail.Reject ? "are rejected" : "fail")}: '{Expectation.Name}'");
            if (Over is [var worst, ..]) counts += string.Create(CultureInfo.InvariantCulture, $"; more than {100 * Expectation.MaxShare:0.###} % in {Over.Count:N0} bucket{(Over.Count == 1 ? "" : "s")} of {Expectation.Every}, first {worst.Start}");
            return First is [var first, ..] ? $"{counts}; first {first}" : counts;
        }
    }
}

/// <summary>A row that failed an expectation.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="File">The file it is from; null when nobody knows.</param>
/// <param name="Row">Its number in the file, from 1; null when nobody knows.</param>
/// <param name="Values">The columns that the expectation reads: <c>delay=-999, origin=ORD</c>.</param>
/// <param name="Trouble">Why the condition cannot be computed; null where it can.</param>
public sealed record FailedRow(Instant Time, string? File, long? Row, string Values, string? Trouble)
{
    /// <summary>The row in one line.</summary>
    public override string ToString() => Trouble is null ? $"{Time} {Values}" : $"{Time} {Values} ({Trouble})";
}

/// <summary>The rows of a bucket of time.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Rows">How many rows were judged.</param>
/// <param name="Failed">How many of them failed.</param>
public sealed record ExpectationBucket(Instant Start, long Rows, long Failed);
