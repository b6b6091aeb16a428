using System.Globalization;
using Quern.Definitions;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>What came of an expectation of rows together.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="Expectation">The expectation.</param>
/// <param name="Rows">How many rows were judged.</param>
/// <param name="Failed">How many buckets, gaps or rows are not as they should be, as <see cref="Unit"/> says; of a sample, in the sample.</param>
/// <param name="Unit">What is counted: <c>bucket</c>, <c>gap</c> or <c>row</c>.</param>
public sealed record SeriesOutcome(string Source, SeriesExpectation Expectation, long Rows, long Failed, string Unit) : ExpectationOutcome(Source, Expectation.Name, Expectation.OnFail, Rows, Failed)
{
    /// <summary>How many of what is counted there were to judge; null where only those that fail can be counted.</summary>
    public long? Judged { get; init; }

    /// <summary>One of how many rows was looked at: 1 unless there were too many.</summary>
    public int Sample { get; init; } = 1;

    /// <summary>What is not as it should be, in the order of time; the first hundred.</summary>
    public IReadOnlyList<SeriesBreach> Breaches { get; init; } = [];

    /// <summary>The first that nobody has looked at; null for none.</summary>
    public SeriesBreach? New { get; init; }

    /// <summary>Whether the last gap goes on as of when is judged; false where no gaps are looked for.</summary>
    internal bool GoesOn { get; init; }

    /// <inheritdoc/>
    public override bool IsOver => Failed > 0 && Expectation is FreshnessExpectation && !GoesOn;

    /// <inheritdoc/>
    public override string Unit { get; } = Unit;

    /// <inheritdoc/>
    public override bool Holds => Failed == 0;

    /// <inheritdoc/>
    public override string? PauseReason => OnFail == OnFail.Pause && New is { } breach ? $"'{Name}' of {Source} is not met: {breach.What}" : null;

    /// <inheritdoc/>
    public override string? Note => Holds || OnFail == OnFail.Observe ? null
        : string.Create(CultureInfo.InvariantCulture, $"'{Name}' of {Source} is not met by {Failed:N0} {Unit}{(Failed == 1 ? "" : "s")}{(Sample == 1 ? "" : $" of a sample of one of {Sample}")}: first {Breaches[0].What}");
}

/// <summary>A stretch of time in which rows together are not as they should be.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends: of a bucket the first instant after it, of a gap the event after it, or the instant as of which is judged.</param>
/// <param name="Value">What was found: the rows of a bucket, the seconds of a gap, the share of rows that are late, the rows of one key, the value that went down.</param>
/// <param name="Least">The least that it may be, in the same measure; null for any.</param>
/// <param name="Most">The most; null for any.</param>
/// <param name="What">All of it in one line.</param>
public sealed record SeriesBreach(Instant From, Instant To, double? Value, double? Least, double? Most, string What)
{
    /// <summary>The file of the row that it is about; null when it is about none, or nobody knows.</summary>
    public string? File { get; init; }

    /// <summary>The number of the row in its file, from 1; null when nobody knows.</summary>
    public long? FileRow { get; init; }

    /// <summary>The row that it is about, by key and event time; null for none.</summary>
    internal (UInt128 Key, long Time)? Row { get; init; }

    /// <summary>Since when it can be told: whoever has looked at what happened up to a later instant has seen it.</summary>
    internal Instant Since { get; init; } = From;
}
