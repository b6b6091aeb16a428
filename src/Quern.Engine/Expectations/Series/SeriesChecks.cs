using System.Runtime.InteropServices;
using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations.Series;

/// <summary>Judges the rows of a source together, for one reading of it. What was before the rows that are judged is read ahead, as far as it is needed.</summary>
internal sealed class SeriesChecks
{
    private readonly SourceDefinition _source;
    private readonly SeriesRange _range;
    private readonly SeriesTally[] _tallies;
    private readonly ISourceReader _reader;
    private readonly CancellationToken _cancellation;

    private SeriesChecks(SourceDefinition source, SeriesRange range, ISourceReader reader, CancellationToken cancellation)
    {
        (_source, _range, _reader, _cancellation) = (source, range, reader, cancellation);
        _tallies = [.. source.SeriesExpectations.Select(expectation => SeriesTally.Of(source, expectation, range))];
    }

    /// <summary>Gets the fields that must be read, beside the event time.</summary>
    public IEnumerable<int> Fields => _tallies.SelectMany(tally => tally.Fields);

    /// <summary>Checks of a source; null where nothing is expected of its rows together.</summary>
    /// <param name="source">The source.</param>
    /// <param name="range">What is judged.</param>
    /// <param name="reader">Reads what was before, and again what fails to name it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static SeriesChecks? Of(SourceDefinition source, SeriesRange range, ISourceReader reader, CancellationToken cancellation) =>
        source.SeriesExpectations.Count == 0 ? null : new(source, range, reader, cancellation);

    /// <summary>Takes rows that count.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="times">The event times of all rows of the batch, in microseconds.</param>
    /// <param name="rows">Which rows count, ascending.</param>
    public void Take(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        if (_range.AsOf is { } asOf) rows = Before(times, rows, asOf.Microseconds);
        foreach (var tally in _tallies) tally.Add(batch, times, rows);
    }

    /// <summary>Reads what was before the rows that are judged; nothing where nothing is known of it. Rows that cannot be read were told of when they were judged themselves.</summary>
    public void ReadEarlier()
    {
        if (_range.From is not { } from) return;
        var earlier = new Interval(new(Math.Max(_tallies.Min(tally => tally.Reach(from)).Microseconds, Instant.Min.Microseconds)), from);
        if (!earlier.IsEmpty) Read(earlier, isNumbered: false, Take);
    }

    /// <summary>What came of each expectation, in the order in which they are defined. Rows that fail are read again to be named.</summary>
    /// <param name="rows">How many rows were judged.</param>
    public IReadOnlyList<SeriesOutcome> Outcomes(long rows)
    {
        foreach (var tally in _tallies)
            if (tally.Finish() is { } unnamed)
                Read(unnamed, isNumbered: true, tally.Name);
        return [.. _tallies.Select((tally, i) => tally.Outcome(_source, _source.SeriesExpectations[i], rows))];
    }

    private void Read(Interval times, bool isNumbered, TakeRows take)
    {
        var scan = new Scan(this, times, RowChecks.Rejecting(_source), take);
        _reader.Scan(new(_source, scan.Fields, times, new BadRows(BadRowPolicy.Quarantine)) { IsNumbered = isNumbered && _source.HasNumberedRows }, scan, _cancellation);
    }

    private static ReadOnlySpan<int> Before(ReadOnlySpan<long> times, ReadOnlySpan<int> rows, long end)
    {
        var isBefore = true;
        foreach (var row in rows) isBefore &= times[row] < end;
        if (isBefore) return rows;
        var kept = new List<int>();
        foreach (var row in rows)
            if (times[row] < end)
                kept.Add(row);
        return kept.ToArray();
    }

    private delegate void TakeRows(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows);

    /// <summary>Reads the rows of an interval that count.</summary>
    private sealed class Scan(SeriesChecks checks, Interval times, RowChecks? rejects, TakeRows take) : IScanSink
    {
        public IReadOnlyList<int> Fields { get; } =
            [.. checks.Fields.Concat(checks._source.EventTime.Fields).Concat(checks._source.Filter?.Fields ?? []).Concat(rejects?.Fields ?? []).Distinct().Order()];

        public IBatchSink Open() => new Worker(checks._source, times, rejects?.Open(), take);
    }

    private sealed class Worker(SourceDefinition source, Interval interval, RowChecker? checker, TakeRows take) : IBatchSink
    {
        private readonly List<int> _rows = [];

        public void Take(EventBatch batch)
        {
            var rejected = checker?.Take(batch);
            var filter = source.Filter?.Evaluate(batch, _ => true, (_, _) => { });
            var times = (Int64Column)source.EventTime.Evaluate(batch);
            _rows.Clear();
            for (var row = 0; row < batch.Count; row++)
                if (!times.IsNull(row) && interval.Contains(new(times.Values[row])) && SelectedRows.Passes(filter, row) && rejected?[row] != true)
                    _rows.Add(row);
            take(batch, times.Values, CollectionsMarshal.AsSpan(_rows));
        }
    }
}
