using Quern.Definitions;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations;

/// <summary>
/// Judges the rows of a source by what is expected of them, for one reading of it, whoever reads: training sets, materializations, streams and tests. Rows that the source's filter leaves out are not judged.
/// </summary>
internal sealed class RowChecks
{
    private readonly List<ExpectationTally> _threads = [];
    private readonly BadRows? _rejected;
    private readonly bool _tells;

    private RowChecks(SourceDefinition source, Interval? times, BadRows? rejected, bool tells, OnFail acts = OnFail.Reject) => (Source, Times, _rejected, _tells, Acts) = (source, times, rejected, tells, acts);

    public SourceDefinition Source { get; }

    /// <summary>Gets which event times are told of; null for all. Rows are rejected whenever they happened.</summary>
    public Interval? Times { get; }

    /// <summary>Gets what becomes of the rows that a checker gives as those that fail.</summary>
    public OnFail Acts { get; }

    /// <summary>Gets from which event time on rows are told of that fail an expectation that pauses: those before have been looked at.</summary>
    private Instant PausesFrom { get; init; }

    /// <summary>Gets whether events of a stream's log are told of too that fail an expectation that pauses; otherwise those who bring them in look at them.</summary>
    private bool PausesLogged { get; init; }

    /// <summary>Gets what judges the rows together; null where nobody does.</summary>
    public SeriesChecks? Series { get; private init; }

    /// <summary>Gets the fields that must be read.</summary>
    public IEnumerable<int> Fields =>
        Source.Expectations.Where(IsJudged).SelectMany(expectation => expectation.Unmet.Fields).Concat(_tells ? Source.EventTime.Fields : []).Concat(Source.Filter?.Fields ?? []).Concat(Series?.Fields ?? []);

    /// <summary>Checks that count what fails and put rejected rows aside; null where nothing is expected.</summary>
    /// <param name="source">The source.</param>
    /// <param name="times">Which event times are told of; null for all.</param>
    /// <param name="rejected">Where rejected rows are put; null for nowhere.</param>
    /// <param name="pausesFrom">From which event time on rows of files are told of that pause; null for all rows, those of a stream's log too.</param>
    /// <param name="series">Judges the rows together; null where nobody does.</param>
    public static RowChecks? Telling(SourceDefinition source, Interval? times, BadRows? rejected, Instant? pausesFrom = null, SeriesChecks? series = null) => source.Expectations.Count == 0 && series is null ? null : new(source, times, rejected, tells: true)
    {
        Series = series,
        PausesFrom = pausesFrom ?? Instant.Min,
        PausesLogged = pausesFrom is null,
    };

    /// <summary>Checks that only reject; null where nothing is.</summary>
    public static RowChecks? Rejecting(SourceDefinition source) => Acting(source, OnFail.Reject);

    /// <summary>Checks that only find the rows that pause; null where none does.</summary>
    public static RowChecks? Pausing(SourceDefinition source) => Acting(source, OnFail.Pause);

    /// <summary>A checker for one thread.</summary>
    public RowChecker Open()
    {
        if (!_tells) return new(this, null);
        var tally = new ExpectationTally(Source);
        lock (_threads) _threads.Add(tally);
        return new(this, tally);
    }

    /// <summary>Whether an expectation is looked at.</summary>
    public bool IsJudged(ExpectationDefinition expectation) => _tells || expectation.OnFail == Acts;

    /// <summary>What came of each expectation, those of single rows first, in the order in which they are defined; of all threads.</summary>
    public IReadOnlyList<ExpectationOutcome> Outcomes()
    {
        var all = new ExpectationTally(Source);
        foreach (var thread in _threads) all.Merge(thread);
        return [.. all.Outcomes(), .. Series?.Outcomes(all.Rows) ?? []];
    }

    /// <summary>Whether a row that fails an expectation is told of.</summary>
    public bool IsTold(ExpectationDefinition expectation, EventBatch batch, long time) =>
        expectation.OnFail != OnFail.Pause || (time >= PausesFrom.Microseconds && (PausesLogged || batch.KnownAt.IsEmpty));

    /// <summary>Puts a rejected row aside.</summary>
    public void PutAside(BadRow row) => _rejected?.Reject(row);

    private static RowChecks? Acting(SourceDefinition source, OnFail acts) => source.Expectations.Any(expectation => expectation.OnFail == acts) ? new(source, null, null, tells: false, acts) : null;
}
