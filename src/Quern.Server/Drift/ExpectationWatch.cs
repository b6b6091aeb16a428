using Quern.Definitions;
using Quern.Engine.Expectations;
using Quern.Engine.Sources;
using Quern.Protocol.Drift;
using Quern.Time;

namespace Quern.Server.Drift;

/// <summary>Judges what is expected of the rows of one source, as <c>quern test</c> does, of the last day; once a minute, since time alone makes a gap of an hour.</summary>
internal sealed class ExpectationWatch
{
    internal static readonly Duration Pace = new(60 * Instant.PerSecond);
    private (string Definition, Instant Minute)? _seen;

    /// <summary>What came of each expectation, in the order in which they are defined.</summary>
    internal IReadOnlyList<ExpectedShape> Found { get; private set; } = [];

    /// <summary>Judges, if it is time; <paramref name="progress"/> is told how many rows came.</summary>
    internal void Look(SourceDefinition source, string definition, ISourceReader reader, Instant now, Action<long>? progress, CancellationToken stop)
    {
        var seen = (definition, now.Floor(Pace));
        if (_seen == seen) return;
        Found = source.Expectations.Count + source.SeriesExpectations.Count == 0
            ? []
            : [.. SourceTest.Look(reader, source, new(now - ExpectationDefinition.Day, now), now, new(BadRowPolicy.Quarantine), progress, stop).Select(Shape)];
        _seen = seen;
    }

    // Rejected rows are put aside, and told of where that happens. What is not over by itself stays told until the day has gone by.
    internal static ExpectedShape Shape(ExpectationOutcome outcome)
    {
        var isOpen = outcome is { Holds: false, IsOver: false, OnFail: OnFail.Warn or OnFail.Pause };
        return new(outcome.Name, outcome.OnFail.ToString().ToLowerInvariant(), outcome.Rows, outcome.Failed, outcome.Unit, outcome.Holds, isOpen, outcome.Holds ? null : outcome.Note);
    }
}
