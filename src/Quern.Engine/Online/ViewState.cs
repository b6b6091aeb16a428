using Quern.Time;

namespace Quern.Engine.Online;

/// <summary>What the online store holds of one view, in one of its versions.</summary>
public sealed record ViewState
{
    /// <summary>The number under which its records lie; never used again for another.</summary>
    public required int Number { get; init; }

    /// <summary>The view's reference.</summary>
    public required string View { get; init; }

    /// <summary>The hash of all that makes its values what they are.</summary>
    public required string Hash { get; init; }

    /// <summary>The stretches of event time that have been materialized: apart from each other, in order.</summary>
    public IReadOnlyList<Interval> Covered { get; init; } = [];

    /// <summary>From when on single events, or hops, are kept; what was before is dropped, or for lifetime windows summed up.</summary>
    public Instant RetainedFrom { get; init; } = Instant.Min;

    /// <summary>What the source consisted of when it was last materialized to the end; empty before, and from when work over another begins until it ends.</summary>
    public string Source { get; init; } = "";

    /// <summary>How many events of the source's stream are in the state: those before this position of the log. 0 as long as none are.</summary>
    public long LogPosition { get; init; }

    /// <summary>The work under way; null when there is none.</summary>
    public MaterializationJob? Job { get; init; }

    /// <summary>Whether a read sees what happened at its very instant, as one of an attribute view does; one of an aggregation view sees only what was before.</summary>
    public bool SeesItsInstant { get; init; }

    /// <summary>Up to which instant reads see everything; null when the view has not been materialized.</summary>
    public Instant? MaterializedTo => Covered.Count == 0 ? null : SeesItsInstant ? new(Covered[^1].End.Microseconds - 1) : Covered[^1].End;

    /// <summary>The covered stretches with another one; stretches that touch or overlap become one.</summary>
    public IReadOnlyList<Interval> CoveredWith(Interval range)
    {
        if (range.IsEmpty) return Covered;
        var joined = new List<Interval>();
        foreach (var covered in Covered.Append(range).OrderBy(covered => covered.Start))
        {
            if (joined.Count > 0 && covered.Start <= joined[^1].End) joined[^1] = joined[^1] with { End = covered.End > joined[^1].End ? covered.End : joined[^1].End };
            else joined.Add(covered);
        }

        return joined;
    }
}
