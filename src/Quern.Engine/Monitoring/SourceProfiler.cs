using Quern.Definitions;
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
    private readonly List<ProfileCollector> _threads = [];

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
    /// <exception cref="QuernException">The source cannot be read, or has bad rows and they are to fail.</exception>
    public IReadOnlyList<(Instant Start, RowProfile Profile)> Run(ISourceReader reader, Interval? times, BadRows badRows, Action<long>? progress, CancellationToken cancellation)
    {
        _threads.Clear();
        RowExpression?[] read = [_source.EventTime, _source.Filter];
        int[] fields = [.. _fields.Concat(read.OfType<RowExpression>().SelectMany(expression => expression.Fields)).Distinct().Order()];
        reader.Scan(new(_source, fields, times, badRows), new Sink(this, times, progress), cancellation);
        var all = NewCollector();
        foreach (var thread in _threads) all.Merge(thread);
        return [.. all.Buckets];
    }

    /// <summary>The profile of no rows in the bucket that begins at an instant.</summary>
    public RowProfile NewProfile(Instant start) => new(Fields, Slices(), start);

    private ProfileCollector NewCollector() => new(Fields, Slices(), _width);

    private int[][] Slices()
    {
        var fields = Fields;
        return [.. Enumerable.Range(0, fields.Count).Where(place => fields[place].Type.Kind is ValueKind.String or ValueKind.Boolean).Take(MostSlices).Select(place => new[] { place })];
    }

    private sealed class Sink(SourceProfiler profiler, Interval? times, Action<long>? progress) : IScanSink
    {
        public IBatchSink Open() => new Worker(profiler, times, progress);
    }

    private sealed class Worker : IBatchSink
    {
        private readonly SourceProfiler _profiler;
        private readonly Interval? _times;
        private readonly Action<long>? _progress;
        private readonly ProfileCollector _collector;
        private readonly Column[] _columns;
        private int[] _rows = [];

        public Worker(SourceProfiler profiler, Interval? times, Action<long>? progress)
        {
            (_profiler, _times, _progress, _collector, _columns) = (profiler, times, progress, profiler.NewCollector(), new Column[profiler._fields.Length]);
            lock (profiler._threads) profiler._threads.Add(_collector);
        }

        public void Take(EventBatch batch)
        {
            for (var i = 0; i < _columns.Length; i++) _columns[i] = batch[_profiler._fields[i]];
            var times = (Int64Column)_profiler._source.EventTime.Evaluate(batch);
            var filter = _profiler._source.Filter?.Evaluate(batch);
            if (_rows.Length < batch.Count) _rows = new int[batch.Count];
            var count = 0;
            for (var row = 0; row < batch.Count; row++)
            {
                if (times.IsNull(row) || (filter is not null && (filter.IsNull(row) || ((Int64Column)filter).Values[row] == 0))) continue;
                if (_times is { } interval && !interval.Contains(new(times.Values[row]))) continue;
                _rows[count++] = row;
            }

            _collector.Add(times.Values, _columns, _rows.AsSpan(0, count));
            _progress?.Invoke(batch.Count);
        }
    }
}
