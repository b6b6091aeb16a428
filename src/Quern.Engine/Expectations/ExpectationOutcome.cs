using Quern.Time;

namespace Quern.Engine.Expectations;

/// <summary>What came of an expectation.</summary>
/// <param name="Source">The source's name; of an expectation of features the view's reference.</param>
/// <param name="Name">The expectation's name.</param>
/// <param name="OnFail">What becomes of what fails it.</param>
/// <param name="Rows">How many rows, or values, were judged.</param>
/// <param name="Failed">How much failed: rows, or what <see cref="Unit"/> says.</param>
public abstract record ExpectationOutcome(string Source, string Name, OnFail OnFail, long Rows, long Failed)
{
    /// <summary>What <see cref="Failed"/> counts: <c>row</c>, <c>bucket</c>, <c>gap</c> or <c>value</c>.</summary>
    public abstract string Unit { get; }

    /// <summary>Whether as little failed as may.</summary>
    public abstract bool Holds { get; }

    /// <summary>Whether all that failed has ended by itself, so that nobody need look now: gaps after which events came. False where nothing failed.</summary>
    public virtual bool IsOver => false;

    /// <summary>Why views are paused; null where they are not.</summary>
    public abstract string? PauseReason { get; }

    /// <summary>What somebody must know of it, in one line; null where it holds, or only observes.</summary>
    public abstract string? Note { get; }
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
