using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// Draws the figures that are watched out of the profiles of rows, one for each bucket of time. They come in groups, which may be drawn by several threads at once: those of the rows themselves, of
/// each field, and of each category of a field. What profiles cache when they are first asked is written by one thread: the group of a field alone reads that field's profiles, that of the rows alone
/// their repeats, and what categories need of fields is read before any group is drawn.
/// </summary>
public sealed class RowSignals
{
    // A mean of fewer rows says little, and a rate less.
    private const int LeastRows = 30;

    // A trend compares the latest buckets with as many periods of them before.
    private const int Latest = 7;
    private const int Before = 28;
    private const int LeastCellRows = 10;

    // The error of an estimated number of distinct values, see ValueProfile.Distinct.
    private const double DistinctError = 0.0625;

    private readonly IReadOnlyList<RowProfile?> _buckets;
    private readonly RowProfile _reference;
    private readonly IReadOnlySet<int>? _special;

    // By measured field and bucket, its level in all rows.
    private readonly double[][] _wholes;
    private readonly List<Category> _categories = [];

    /// <summary>The figures of some buckets.</summary>
    /// <param name="buckets">The profiles by bucket; null where there were no rows at all.</param>
    /// <param name="reference">What the rows are like when nothing is wrong: that of a training set, of the past, or of any other time.</param>
    /// <param name="special">The places of buckets that are like no others, such as holidays: nothing is looked at in them, and nothing learnt from them.</param>
    /// <param name="forEach">Does so many pieces of work, by their number, in any order or at once; null for one after the other.</param>
    public RowSignals(IReadOnlyList<RowProfile?> buckets, RowProfile reference, IReadOnlySet<int>? special = null, Action<int, Action<int>>? forEach = null)
    {
        (_buckets, _reference, _special, _wholes) = (buckets, reference, special, new double[reference.Fields.Count][]);
        var measured = _reference.Slices.SelectMany(slice => slice.Measured).Distinct().ToArray();
        (forEach ?? RowProfile.InTurn)(measured.Length, at => _wholes[measured[at]] = [.. _buckets.Select(bucket => bucket?.Fields[measured[at]].Scaled.Mean ?? 0)]);
        for (var slice = 0; slice < _reference.Slices.Count; slice++) AddCategories(slice);
    }

    /// <summary>How many groups there are.</summary>
    public int Groups => 1 + _reference.Fields.Count + _categories.Count;

    /// <summary>The figures of a group, from 0.</summary>
    public IReadOnlyList<SignalSeries> Of(int group)
    {
        if (group == 0) return OfRows();
        return group <= _reference.Fields.Count ? OfField(group - 1) : OfCategory(_categories[group - 1 - _reference.Fields.Count]);
    }

    private static (double, double) None => (double.NaN, 0);

    private static (double, double) Rate(double rate, long rows) => (rate, Math.Sqrt(((rate * rows) + 1) / (rows + 2.0) / rows));

    private List<SignalSeries> OfRows() =>
    [
        Draw(new(SignalKind.Volume), at => _buckets[at] is not { } bucket ? (Math.Log(0.5), 1) : (Math.Log(bucket.Rows + 0.5), 1 / Math.Sqrt(bucket.Rows + 1))),
        Draw(new(SignalKind.Repeats), at => _buckets[at] is { Rows: >= LeastRows } bucket ? Rate(bucket.Repeated, Math.Min(bucket.Rows, 1024)) : None),
        Draw(new(SignalKind.Hours), at => Hours(_buckets[at])),
    ];

    private (double, double) Hours(RowProfile? bucket)
    {
        if (bucket is not { Rows: >= LeastRows }) return None;
        var distance = Distances.Between([.. _reference.Hours.Select(hour => (double)hour)], [.. bucket.Hours.Select(hour => (double)hour)]);
        return distance is null ? None : (distance.JensenShannon, Math.Sqrt(24.0 / bucket.Rows) / 4);
    }

    private List<SignalSeries> OfField(int place)
    {
        var (name, usual, series) = (_reference.Names[place], _reference.Fields[place], new List<SignalSeries>());
        void Add(SignalKind kind, Func<ValueProfile, (double, double)> figure, double unit = 1) => series.Add(Draw(new(kind, name), at => Field(at, place) is { } field ? figure(field) : None, unit));
        Add(SignalKind.NullRate, field => Rate(field.NullRate, field.Rows));
        if (usual.Type.Kind is ValueKind.Float32 or ValueKind.Float64 or ValueKind.Embedding) Add(SignalKind.NotFinite, field => Rate((double)field.NotFinite / field.Rows, field.Rows));
        if (usual.Type.Kind == ValueKind.Timestamp) return series;
        Add(SignalKind.Distinct, field => field.Measure.Count == 0 ? None : (Math.Log(field.Distinct), field.Distinct > 256 ? DistinctError : 1 / Math.Sqrt(field.Distinct)));
        var parts = new ReferenceParts(usual);
        Add(SignalKind.Shape, field => field.Sampled >= LeastRows && parts.To(field) is { } distance ? (distance.JensenShannon, Math.Sqrt((double)distance.Parts / field.Sampled) / 4) : None);
        if (usual.HasAllValues && usual.Type.Kind is ValueKind.String or ValueKind.Boolean)
        {
            var known = usual.Frequent.Select(value => value.Text).ToHashSet(StringComparer.Ordinal);
            Add(SignalKind.NewValues, field => field.Sampled == 0 ? None : Rate(field.Frequent.Where(value => !known.Contains(value.Text)).Sum(value => (double)value.Count) / field.Rows, field.Rows));
        }

        if (usual.Type.Kind == ValueKind.String) return series;
        var usualSpread = usual.Scaled.Deviation;
        Add(SignalKind.Level, field => field.Sampled < LeastRows ? None : (field.Scaled.Mean, field.Scaled.Deviation / Math.Sqrt(field.Sampled)), usualSpread);
        series.Add(TrendOf(series[^1]));
        Add(SignalKind.Spread, field => field.Sampled < LeastRows ? None : Spread(field.Scaled.Deviation, field.Sampled, usualSpread));
        return series;
    }

    private static SignalSeries TrendOf(SignalSeries level)
    {
        var values = new double[level.Values.Length];
        for (var at = 0; at < values.Length; at++) values[at] = Median(level.Values, at - Latest + 1, at + 1) - Median(level.Values, at - (2 * Before), at - Before);
        return new(level.Signal with { Kind = SignalKind.Trend }, values, level.Noise, level.Unit) { IsDifference = true };
    }

    private static double Median(double[] values, int first, int end)
    {
        if (first < 0) return double.NaN;
        var known = values[first..end].Where(value => !double.IsNaN(value)).Order().ToArray();
        return known.Length * 2 < end - first ? double.NaN : known[known.Length / 2];
    }

    private void AddCategories(int slice)
    {
        var usual = _reference.Slices[slice];
        // By their hashes: the text 'null' is not the same as none.
        var cells = _buckets.Select(bucket => bucket?.Slices[slice].ByHash).ToArray();
        // A category with a handful of rows in a bucket comes and goes.
        var least = (long)LeastCellRows * Math.Max(1, _buckets.Count(bucket => bucket is not null));
        foreach (var (hash, cell) in usual.ByHash.Where(cell => cell.Value.Rows >= least))
            _categories.Add(new(slice, cell, [.. cells.Select(bucket => bucket?.GetValueOrDefault(hash))]));
    }

    private List<SignalSeries> OfCategory(Category category)
    {
        var (slice, usual, history) = category;
        var (by, measured) = (_reference.Names[_reference.Slices[slice].By], _reference.Slices[slice].Measured);
        var share = Draw(new(SignalKind.Share, null, by, usual.Name), at =>
        {
            if (_buckets[at] is not { Rows: >= LeastRows } bucket || bucket.Slices[slice].IsGivenUp) return None;
            var rows = history[at]?.Rows ?? 0;
            return (Math.Log((rows + 0.5) / bucket.Rows), 1 / Math.Sqrt(rows + 1));
        });
        List<SignalSeries> series = [share];
        for (var place = 0; place < measured.Count; place++) AddMeasured(series, new(SignalKind.NullRate, _reference.Names[measured[place]], by, usual.Name), usual.Measure(place).Deviation, place, history, _wholes[measured[place]]);
        return series;
    }

    private void AddMeasured(List<SignalSeries> series, Signal nulls, double usual, int place, SliceCell?[] history, double[] wholes)
    {
        SliceCell? Cell(int at) => history[at] is { Rows: >= LeastCellRows } cell ? cell : null;
        NumberMoments? Numbers(int at) => Cell(at)?.Measure(place) is { Count: >= LeastCellRows } numbers ? numbers : null;
        series.Add(Draw(nulls, at => Cell(at) is { } cell ? Rate((double)cell.Nulls(place) / cell.Rows, cell.Rows) : None));
        // Against the whole of the same bucket: what moves all categories is told of the whole.
        series.Add(Draw(nulls with { Kind = SignalKind.Level }, at => Numbers(at) is { } numbers ? (numbers.Mean - wholes[at], numbers.Deviation / Math.Sqrt(numbers.Count)) : None, usual));
        series.Add(Draw(nulls with { Kind = SignalKind.Spread }, at => Numbers(at) is { } numbers ? Spread(numbers.Deviation, numbers.Count, usual) : None));
    }

    // A spread of nothing has no logarithm: a thousandth of what is usual stands for it.
    private static (double, double) Spread(double deviation, long rows, double usual) => usual == 0 ? None : (Math.Log(Math.Max(deviation, usual / 1000)), 1 / Math.Sqrt(rows));

    private ValueProfile? Field(int at, int place) => _buckets[at] is { Rows: >= LeastRows } bucket ? bucket.Fields[place] : null;

    private SignalSeries Draw(Signal signal, Func<int, (double Value, double Noise)> figure, double unit = 1)
    {
        var (values, noise) = (new double[_buckets.Count], new double[_buckets.Count]);
        for (var at = 0; at < values.Length; at++) (values[at], noise[at]) = _special?.Contains(at) == true ? None : figure(at);
        return new(signal, values, noise, unit);
    }

    /// <summary>A category that is looked at.</summary>
    /// <param name="Slice">The place of its slice.</param>
    /// <param name="Usual">What it is like when nothing is wrong.</param>
    /// <param name="History">The category by bucket; null where it had no rows.</param>
    private sealed record Category(int Slice, SliceCell Usual, SliceCell?[] History);
}
