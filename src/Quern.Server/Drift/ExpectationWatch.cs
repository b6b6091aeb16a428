using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Sources;
using Quern.Protocol.Drift;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>Judges what is expected of the rows of one source, as <c>quern test</c> does, of the last day; once a minute, since time alone makes a gap of an hour.</summary>
internal sealed class ExpectationWatch
{
    private static readonly Duration Pace = new(60 * Instant.PerSecond);
    private static readonly Duration Back = new(86_400L * Instant.PerSecond);
    private (string Definition, Instant Minute)? _seen;

    /// <summary>What came of each expectation, in the order in which they are defined.</summary>
    internal IReadOnlyList<ExpectedShape> Found { get; private set; } = [];

    /// <summary>Whether somebody is told. Rejected rows are put aside, and told of where that happens.</summary>
    internal static bool IsTold(ExpectedShape expected) => expected is { IsOpen: true, OnFail: "warn" or "pause" };

    /// <summary>Judges, if it is time; <paramref name="progress"/> is told how many rows came.</summary>
    internal void Look(SourceDefinition source, string definition, ISourceReader reader, Instant now, Action<long>? progress, CancellationToken stop)
    {
        var seen = (definition, now.Floor(Pace));
        if (_seen == seen) return;
        Found = source.Expectations.Count + source.SeriesExpectations.Count == 0
            ? []
            : [.. SourceTest.Run(reader, source, new(now - Back, now), now, new(BadRowPolicy.Quarantine), progress, stop).Select(outcome => Shape(outcome, now))];
        _seen = seen;
    }

    // A gap that an event has ended is over; what else failed within the day stays told until the day has gone by.
    private static ExpectedShape Shape(ExpectationOutcome outcome, Instant now)
    {
        var isOver = outcome is SeriesOutcome { Expectation: FreshnessExpectation, Breaches: var gaps } && gaps.All(gap => gap.To < now);
        return new(outcome.Name, outcome.OnFail.ToString().ToLowerInvariant(), outcome.Rows, outcome.Failed, outcome.Unit, outcome.Holds, !outcome.Holds && !isOver, outcome.Holds ? null : outcome.Note);
    }
}
