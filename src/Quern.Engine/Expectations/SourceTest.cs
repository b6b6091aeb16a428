using Quern.Definitions;
using Quern.Engine.Expectations.Series;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations;

/// <summary>Judges the rows of a source that are there already, and makes nothing of them.</summary>
public static class SourceTest
{
    /// <summary>Reads the source and says what came of each of its expectations, in the order in which they are defined; rows that failed may have no number.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="source">The source.</param>
    /// <param name="times">Which event times; null for all.</param>
    /// <param name="asOf">As of when rows together are judged: events from it on have not happened yet.</param>
    /// <param name="badRows">Where rows go that cannot be read.</param>
    /// <param name="progress">Told how many rows came, by any of the threads that read; null for nobody.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="QuernException">The source cannot be read, or has bad rows and they are to fail.</exception>
    public static IReadOnlyList<ExpectationOutcome> Look(ISourceReader reader, SourceDefinition source, Interval? times, Instant asOf, BadRows badRows, Action<long>? progress, CancellationToken cancellation)
    {
        var series = SeriesChecks.Of(source, SeriesRange.Of(times) with { AsOf = asOf }, reader, cancellation);
        series?.ReadEarlier();
        var outcomes = Judge(reader, source, times, series, badRows, isNumbered: false, progress, cancellation);
        badRows.ThrowIfFailed();
        return outcomes;
    }

    /// <summary>The same for somebody who is to mend the rows: where some that failed have no number, the source is read a second time for it.</summary>
    /// <inheritdoc cref="Look" path="/param|/exception"/>
    public static IReadOnlyList<ExpectationOutcome> Run(ISourceReader reader, SourceDefinition source, Interval? times, Instant asOf, BadRows badRows, Action<long>? progress, CancellationToken cancellation)
    {
        var outcomes = Look(reader, source, times, asOf, badRows, progress, cancellation);
        // A reader that is in a hurry does not number the rows of every file, and whoever mends them looks for the numbers.
        var areNamed = !source.HasNumberedRows || outcomes.OfType<RowOutcome>().All(outcome => outcome.First.All(row => row.Row is not null));
        return areNamed ? outcomes : [.. Judge(reader, source, times, series: null, new(BadRowPolicy.Quarantine), isNumbered: true, progress: null, cancellation), .. outcomes.OfType<SeriesOutcome>()];
    }

    private static IReadOnlyList<ExpectationOutcome> Judge(
        ISourceReader reader, SourceDefinition source, Interval? times, SeriesChecks? series, BadRows badRows, bool isNumbered, Action<long>? progress, CancellationToken cancellation)
    {
        if (RowChecks.Telling(source, times, rejected: null, series: series) is not { } checks) return [];
        reader.Scan(new(source, [.. checks.Fields.Distinct().Order()], times, badRows) { IsNumbered = isNumbered }, new Scan(checks, progress), cancellation);
        return checks.Outcomes();
    }

    private sealed class Scan(RowChecks checks, Action<long>? progress) : IScanSink
    {
        public IBatchSink Open() => new Worker(checks.Open(), progress);
    }

    private sealed class Worker(RowChecker checker, Action<long>? progress) : IBatchSink
    {
        public void Take(EventBatch batch)
        {
            checker.Take(batch);
            progress?.Invoke(batch.Count);
        }
    }
}
