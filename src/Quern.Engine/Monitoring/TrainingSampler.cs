using Quern.Drift;
using Quern.Engine.TrainingSets;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>
/// Profiles a training set while it is made. It gathers a sample of the rows, all of them up to <see cref="MostRows"/>, which the hash of a row's place decides; what is gathered is put into blocks of
/// time and counted at the end, each column by a thread.
/// </summary>
internal sealed class TrainingSampler
{
    private const int MostRows = 1 << 15;
    private const int MostValues = 1 << 24;
    private const int MostLoaded = 1 << 24;
    private const int LeastRows = 1 << 12;

    private readonly long _rows;
    private readonly ulong _limit;
    private readonly List<SampledColumn> _columns = [];
    private readonly Dictionary<string, string> _skipped = new(StringComparer.Ordinal);
    private readonly List<long> _times = [];

    /// <summary>Profiles a training set of so many rows and columns.</summary>
    public TrainingSampler(long rows, int columns)
    {
        _rows = rows;
        var most = Math.Clamp(MostValues / Math.Max(1, columns), LeastRows, MostRows);
        // About so many pass; never more than a few percent more.
        _limit = rows <= most ? ulong.MaxValue : (ulong)(ulong.MaxValue * ((double)most / rows));
    }

    /// <summary>Adds the rows of one part.</summary>
    /// <param name="spine">The spine.</param>
    /// <param name="first">The place of the part's first row.</param>
    /// <param name="times">The rows' instants, in microseconds.</param>
    /// <param name="statuses">By row whether it counts: those that are <see cref="FeatureStatus.NotFound"/> do not. Empty where all count.</param>
    /// <param name="loaded">The spine's columns that are there already, by name.</param>
    /// <param name="features">The features' values.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public void Add(ISpine spine, long first, ReadOnlySpan<long> times, ReadOnlySpan<byte> statuses, IReadOnlyList<(string Name, Column Values)> loaded, IReadOnlyList<TrainingColumn> features, CancellationToken cancellation)
    {
        var rows = Sample(first, times.Length, statuses);
        foreach (var row in rows) _times.Add(times[row]);
        var missing = new List<(RequestField Field, SampledColumn Column)>();
        foreach (var column in spine.Columns.Where(column => !_skipped.ContainsKey(column.Name)))
            if (loaded.FirstOrDefault(one => string.Equals(one.Name, column.Name, StringComparison.OrdinalIgnoreCase)).Values is { } there) Of(column.Name, isFeature: false, DataType.Scalar(there.Kind)).Add(there, rows);
            else if (column.Kind is { } kind) missing.Add((new(column.Name, kind), Of(column.Name, isFeature: false, DataType.Scalar(kind))));
            else _skipped.Add(column.Name, $"values of type {column.Type} are not profiled");
        // Each pass over the spine costs, and so does the room for all of its columns.
        foreach (var some in missing.Chunk(Math.Max(1, MostLoaded / Math.Max(1, times.Length)))) AddFrom(spine, some, first, times.Length, rows, cancellation);
        foreach (var feature in features.Where(feature => !feature.Statuses)) Of(feature.Name, isFeature: true, feature.Values.Type).Add(feature.Values, rows);
    }

    /// <summary>The profile of all rows that were added.</summary>
    public TrainingProfile Finish(int threads)
    {
        var (width, starts, blockOf) = TrainingBlocks.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_times));
        SampledColumn[] whole = [.. _columns.Where(column => !_skipped.ContainsKey(column.Name))];
        var (columns, blocks) = (new FeatureReference[whole.Length], new RowBlocks(blockOf, starts.Count));
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, at =>
            columns[at] = FeatureReference.Of(whole[at].Name, whole[at].IsFeature, whole[at].Take(), blocks));
        return new(_rows, _times.Count, width, starts, columns, [.. _skipped.Select(column => (column.Key, column.Value))]);
    }

    private int[] Sample(long first, int count, ReadOnlySpan<byte> statuses)
    {
        var rows = new List<int>();
        for (var row = 0; row < count; row++)
            if ((_limit == ulong.MaxValue || StableHash.Of(first + row) < _limit) && (statuses.IsEmpty || ((FeatureStatus)statuses[row]).HasValue()))
                rows.Add(row);
        return [.. rows];
    }

    private void AddFrom(ISpine spine, IReadOnlyList<(RequestField Field, SampledColumn Column)> columns, long first, int count, int[] rows, CancellationToken cancellation)
    {
        try
        {
            var values = spine.Load([.. columns.Select(column => column.Field)], first, count, cancellation);
            for (var i = 0; i < columns.Count; i++) columns[i].Column.Add(values[i], rows);
        }
        catch (QuernException) when (columns.Count > 1)
        {
            // One of them: the others can be read.
            foreach (var column in columns) AddFrom(spine, [column], first, count, rows, cancellation);
        }
        catch (QuernException e)
        {
            // What nothing but its profile needs must not stop a training set.
            _skipped.Add(columns[0].Field.Name, e.Findings[0].Message);
        }
    }

    private SampledColumn Of(string name, bool isFeature, DataType type)
    {
        if (_columns.Find(column => column.Name == name) is { } known) return known;
        _columns.Add(new(name, isFeature, type));
        return _columns[^1];
    }
}
