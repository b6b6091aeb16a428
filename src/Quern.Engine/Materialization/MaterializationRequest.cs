using System.Globalization;
using Quern.Engine.Expectations;
using Quern.Engine.Online;
using Quern.Engine.Sources;
using Quern.Planning;
using Quern.Time;

namespace Quern.Engine.Materialization;

/// <summary>Online state to bring up to an instant.</summary>
/// <param name="View">Of which view.</param>
/// <param name="From">From which event time on; null to go on where the state ends, or further back where the source has changed since.</param>
/// <param name="To">Up to which instant reads must be able to see everything.</param>
/// <param name="Rebuild">Whether to throw the state away first.</param>
/// <param name="BadRows">Where unusable rows go.</param>
public sealed record MaterializationRequest(ViewPlan View, Instant? From, Instant To, bool Rebuild, BadRows BadRows);

/// <summary>What a materialization did.</summary>
/// <param name="Range">Which event times it brought in; empty when there was nothing to do.</param>
/// <param name="RowsRead">How many rows of the source were read.</param>
/// <param name="Entities">How many entities were written.</param>
/// <param name="Events">How many events were brought in.</param>
/// <param name="Resumed">Whether it went on with a run that had been stopped.</param>
public sealed record MaterializationReport(Interval Range, long RowsRead, long Entities, long Events, bool Resumed)
{
    /// <summary>
    /// From which event time on the source was read again, where it has changed and the view has lifetime windows: late events before it count in those only after a rebuild.
    /// Null where nothing can have been missed.
    /// </summary>
    public Instant? LateFrom { get; init; }

    /// <summary>How many entities have keys of a length that the store does not keep (more than 400 bytes), where the source has changed: those that it holds no longer stay until a rebuild.</summary>
    public long UnnamedEntities { get; init; }

    /// <summary>That nothing was written, since the view is paused, before or by what was read; null where it is not.</summary>
    public ViewPause? Paused { get; init; }

    /// <summary>What came of each expectation of the source over the rows of <see cref="Range"/>, and, where one of the view's features pauses, of each of those as of its end; none where nothing was read.</summary>
    public IReadOnlyList<ExpectationOutcome> Expectations { get; init; } = [];

    internal static MaterializationReport Of(ViewPause pause, MaterializationRequest request) => new(new(request.To, request.To), 0, 0, 0, false) { Paused = pause };

    /// <summary>What people must know of a run: of a source that has changed what the run cannot see to by itself, and which expectations are not met; one line each.</summary>
    public IEnumerable<string> Notes(ViewPlan view)
    {
        if (Paused is { } pause) yield return $"paused since {pause.Since}: {pause.Reason}; 'quern resume {view.Reference}' goes on";
        if (LateFrom is { } from)
            yield return $"the source has changed; it was read again from {from}. Events before that which came since are missing from lifetime windows until 'quern materialize {view.Reference} --rebuild'";
        if (UnnamedEntities > 0)
            yield return $"the source has changed; {UnnamedEntities.ToString("N0", CultureInfo.InvariantCulture)} {(UnnamedEntities == 1 ? "entity" : "entities")} with keys of more than 400 bytes stay even where it holds them no longer, until 'quern materialize {view.Reference} --rebuild'";
        foreach (var outcome in Expectations)
            if (outcome.Note is { } note)
                yield return note;
    }
}
