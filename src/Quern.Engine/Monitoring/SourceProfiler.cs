using Quern.Definitions;
using Quern.Engine.Events;
using Quern.Engine.Sources;
using Quern.Profiles;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>Profiles the rows of a source by buckets of their event time: each field, and the rows of each category of its text and truth values apart.</summary>
public sealed class SourceProfiler
{
    // A field that divides the rows costs as much as all fields once more.
    private const int MostSlices = 4;

    private readonly SourceDefinition _source;
    private readonly Duration _width;
    private readonly int[] _fields;

    /// <summary>Profiles a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="width">How long a bucket is.</param>
    public SourceProfiler(SourceDefinition source, Duration width)
    {
        (_source, _width) = (source, width);
        // The event time is what buckets are made of.
        _fields = [.. Enumerable.Range(0, source.Schema.Fields.Count).Where(place => place != source.EventTime.DirectField)];
    }

    /// <summary>What is looked at of each row.</summary>
    public IReadOnlyList<(string Name, DataType Type)> Fields => [.. _fields.Select(place => (_source.Schema.Fields[place].Column, DataType.Scalar(_source.Schema.Fields[place].Kind)))];

    /// <summary>Reads the source and gives its profiles in the order of time; buckets without rows are left out.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="times">Which event times; null for all.</param>
    /// <param name="badRows">Where rows go that cannot be read.</param>
    /// <param name="progress">Told how many rows came.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="events">Which events of the source's stream, from the first of them to the one after the last; null for all.</param>
    /// <exception cref="QuernException">The source cannot be read, or has bad rows and they are to fail.</exception>
    public IReadOnlyList<(Instant Start, RowProfile Profile)> Run(ISourceReader reader, Interval? times, BadRows badRows, Action<long>? progress, CancellationToken cancellation, (long From, long To)? events = null)
    {
        RowExpression?[] read = [_source.EventTime, _source.Filter];
        int[] fields = [.. _fields.Concat(read.OfType<RowExpression>().SelectMany(expression => expression.Fields)).Distinct().Order()];
        var request = new ScanRequest(_source, fields, times, badRows) { StreamFrom = events?.From ?? 0, StreamTo = events?.To ?? long.MaxValue };
        var scan = new Scan(this, times, badRows, isNaming: false, progress);
        reader.Scan(request, scan, cancellation);
        // What the reader itself found it has named.
        if (scan.HasUnnamedRows) reader.Scan(request with { IsNumbered = true, BadRows = new BadRows(BadRowPolicy.Quarantine) }, new Scan(this, times, badRows, isNaming: true, null), cancellation);
        badRows.ThrowIfFailed();
        var all = NewCollector();
        foreach (var thread in scan.Threads) all.Merge(thread);
        return [.. all.Profiles];
    }

    private ProfileCollector NewCollector() => new(Fields, Slices(), _width);

    private int[] Slices()
    {
        var fields = Fields;
        return [.. Enumerable.Range(0, fields.Count).Where(place => fields[place].Type.Kind is ValueKind.String or ValueKind.Boolean).Take(MostSlices)];
    }

    private sealed class Scan(SourceProfiler profiler, Interval? times, BadRows badRows, bool isNaming, Action<long>? progress) : IScanSink
    {
        public List<ProfileCollector> Threads { get; } = [];

        public bool HasUnnamedRows { get; private set; }

        public IBatchSink Open()
        {
            var collector = profiler.NewCollector();
            lock (Threads) Threads.Add(collector);
            return new Worker(profiler, times, collector, new(profiler._source, badRows, isNaming, () => HasUnnamedRows = true), progress);
        }
    }

    private sealed class Worker(SourceProfiler profiler, Interval? times, ProfileCollector collector, ScanFaults faults, Action<long>? progress) : IBatchSink
    {
        private readonly SelectedRows _passing = new(faults);
        private readonly Column[] _columns = new Column[profiler._fields.Length];
        private int[] _rows = [];

        public void Take(EventBatch batch)
        {
            _passing.Clear();
            for (var i = 0; i < _columns.Length; i++) _columns[i] = batch[profiler._fields[i]];
            var filter = profiler._source.Filter is { } asked ? _passing.Evaluate(asked, batch, _ => true) : null;
            var eventTimes = (Int64Column)profiler._source.EventTime.Evaluate(batch);
            if (_rows.Length < batch.Count) _rows = new int[batch.Count];
            var count = 0;
            for (var row = 0; row < batch.Count; row++)
                if (SelectedRows.Passes(filter, row) && IsWanted(batch, eventTimes, row))
                    _rows[count++] = row;
            collector.Add(eventTimes.Values, _columns, _rows.AsSpan(0, count));
            progress?.Invoke(batch.Count);
        }

        private bool IsWanted(EventBatch batch, Int64Column eventTimes, int row)
        {
            if (eventTimes.IsNull(row)) faults.Add(batch, row, ViewScanWorker.EventTime, null, ViewScanWorker.NoTime);
            else if (new Instant(eventTimes.Values[row]) is var time && !time.IsUsable) faults.Add(batch, row, ViewScanWorker.EventTime, time.ToString(), ViewScanWorker.OutsideOfTime);
            else return times is not { } interval || interval.Contains(time);
            return false;
        }
    }
}
