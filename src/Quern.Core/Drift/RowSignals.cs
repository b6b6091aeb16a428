using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>Draws the figures that are watched out of the profiles of rows, one for each bucket of time.</summary>
/// <param name="buckets">The profiles by bucket; null where there were no rows at all.</param>
/// <param name="reference">What the rows are like when nothing is wrong: that of a training set, of the past, or of any other time.</param>
/// <param name="special">The places of buckets that are like no others, such as holidays: nothing is looked at in them, and nothing learnt from them.</param>
public sealed class RowSignals(IReadOnlyList<RowProfile?> buckets, RowProfile reference, IReadOnlySet<int>? special = null)
{
    // A mean of fewer rows says little, and a rate less.
    private const int LeastRows = 30;

    // A trend compares the latest buckets with as many periods of them before.
    private const int Latest = 7;
    private const int Before = 28;
    private const int LeastCellRows = 10;

    // The error of an estimated number of distinct values, see ValueProfile.Distinct.
    private const double DistinctError = 0.0625;

    private readonly List<SignalSeries> _series = [];

    /// <summary>All figures.</summary>
    public IReadOnlyList<SignalSeries> All()
    {
        _series.Clear();
        Add(new(SignalKind.Volume), at => buckets[at] is not { } bucket ? (Math.Log(0.5), 1) : (Math.Log(bucket.Rows + 0.5), 1 / Math.Sqrt(bucket.Rows + 1)));
        Add(new(SignalKind.Repeats), at => buckets[at] is { Rows: >= LeastRows } bucket ? Rate(bucket.Repeated, Math.Min(bucket.Rows, 1024)) : None);
        Add(new(SignalKind.Hours), at => Hours(buckets[at]));
        for (var place = 0; place < reference.Fields.Count; place++) AddField(place);
        for (var slice = 0; slice < reference.Slices.Count; slice++) AddSlices(slice);
        return _series;
    }

    private static (double, double) None => (double.NaN, 0);

    private static (double, double) Rate(double rate, long rows) => (rate, Math.Sqrt(((rate * rows) + 1) / (rows + 2.0) / rows));

    private (double, double) Hours(RowProfile? bucket)
    {
        if (bucket is not { Rows: >= LeastRows }) return None;
        var distance = Distances.Between([.. reference.Hours.Select(hour => (double)hour)], [.. bucket.Hours.Select(hour => (double)hour)]);
        return distance is null ? None : (distance.JensenShannon, Math.Sqrt(24.0 / bucket.Rows) / 4);
    }

    private void AddField(int place)
    {
        var (name, usual) = (reference.Names[place], reference.Fields[place]);
        Add(new(SignalKind.NullRate, name), at => Field(at, place) is { } field ? Rate(field.NullRate, field.Rows) : None);
        if (usual.Type.Kind is ValueKind.Float32 or ValueKind.Float64 or ValueKind.Embedding)
            Add(new(SignalKind.NotFinite, name), at => Field(at, place) is { } field ? Rate((double)field.NotFinite / field.Rows, field.Rows) : None);
        if (usual.Type.Kind == ValueKind.Timestamp) return;
        Add(new(SignalKind.Distinct, name), at => Field(at, place) is { Measure.Count: > 0 } field ? (Math.Log(field.Distinct), field.Distinct > 256 ? DistinctError : 1 / Math.Sqrt(field.Distinct)) : None);
        Add(new(SignalKind.Shape, name), at => Shape(at, place));
        if (usual.HasAllValues && usual.Type.Kind is ValueKind.String or ValueKind.Boolean)
        {
            var known = usual.Frequent.Select(value => value.Text).ToHashSet(StringComparer.Ordinal);
            Add(new(SignalKind.NewValues, name), at => Field(at, place) is { Sampled: > 0 } field ? Rate(field.Frequent.Where(value => !known.Contains(value.Text)).Sum(value => (double)value.Count) / field.Rows, field.Rows) : None);
        }

        if (usual.Type.Kind == ValueKind.String) return;
        var usualSpread = usual.Scaled.Deviation;
        Add(new(SignalKind.Level, name), at => Field(at, place) is { Sampled: >= LeastRows } field ? (field.Scaled.Mean, field.Scaled.Deviation / Math.Sqrt(field.Sampled)) : None, usualSpread);
        AddTrend(name, usualSpread);
        Add(new(SignalKind.Spread, name), at => Field(at, place) is { Sampled: >= LeastRows } field ? Spread(field.Scaled.Deviation, field.Sampled, usualSpread) : None);
    }

    private void AddTrend(string name, double unit)
    {
        var level = _series[^1];
        var values = new double[buckets.Count];
        for (var at = 0; at < values.Length; at++) values[at] = Median(level.Values, at - Latest + 1, at + 1) - Median(level.Values, at - (2 * Before), at - Before);
        _series.Add(new(new(SignalKind.Trend, name), values, level.Noise, unit) { IsDifference = true });
    }

    private static double Median(double[] values, int first, int end)
    {
        if (first < 0) return double.NaN;
        var known = values[first..end].Where(value => !double.IsNaN(value)).Order().ToArray();
        return known.Length * 2 < end - first ? double.NaN : known[known.Length / 2];
    }

    private (double, double) Shape(int at, int place)
    {
        if (Field(at, place) is not { Sampled: >= LeastRows } field || Distances.Between(reference.Fields[place], field) is not { } distance) return None;
        return (distance.JensenShannon, Math.Sqrt((double)distance.Parts / field.Sampled) / 4);
    }

    private void AddSlices(int slice)
    {
        var usual = reference.Slices[slice];
        var by = reference.Names[usual.By];
        var cells = buckets.Select(bucket => bucket?.Slices[slice].Cells.ToDictionary(cell => cell.Name, StringComparer.Ordinal)).ToArray();
        // A category with a handful of rows in a bucket comes and goes.
        var least = (long)LeastCellRows * Math.Max(1, buckets.Count(bucket => bucket is not null));
        double[][] wholes = [.. usual.Measured.Select(place => buckets.Select(bucket => bucket?.Fields[place].Scaled.Mean ?? 0).ToArray())];
        foreach (var cell in usual.Cells.Where(cell => cell.Rows >= least))
        {
            SliceCell?[] history = [.. cells.Select(bucket => bucket?.GetValueOrDefault(cell.Name))];
            Add(new(SignalKind.Share, null, by, cell.Name), at =>
            {
                if (buckets[at] is not { Rows: >= LeastRows } bucket || bucket.Slices[slice].IsGivenUp) return None;
                var rows = history[at]?.Rows ?? 0;
                return (Math.Log((rows + 0.5) / bucket.Rows), 1 / Math.Sqrt(rows + 1));
            });
            for (var measured = 0; measured < usual.Measured.Count; measured++) AddCell(by, reference.Names[usual.Measured[measured]], cell, measured, history, wholes[measured]);
        }
    }

    private void AddCell(string by, string field, SliceCell usual, int measured, SliceCell?[] history, double[] wholes)
    {
        SliceCell? Cell(int at) => history[at] is { Rows: >= LeastCellRows } cell ? cell : null;
        NumberMoments? Numbers(int at) => Cell(at)?.Measure(measured) is { Count: >= LeastCellRows } numbers ? numbers : null;
        Add(new(SignalKind.NullRate, field, by, usual.Name), at => Cell(at) is { } cell ? Rate((double)cell.Nulls(measured) / cell.Rows, cell.Rows) : None);
        // Against the whole of the same bucket: what moves all categories is told of the whole.
        Add(new(SignalKind.Level, field, by, usual.Name), at => Numbers(at) is { } numbers ? (numbers.Mean - wholes[at], numbers.Deviation / Math.Sqrt(numbers.Count)) : None, usual.Measure(measured).Deviation);
        Add(new(SignalKind.Spread, field, by, usual.Name), at => Numbers(at) is { } numbers ? Spread(numbers.Deviation, numbers.Count, usual.Measure(measured).Deviation) : None);
    }

    // A spread of nothing has no logarithm: a thousandth of what is usual stands for it.
    private static (double, double) Spread(double deviation, long rows, double usual) => usual == 0 ? None : (Math.Log(Math.Max(deviation, usual / 1000)), 1 / Math.Sqrt(rows));

    private ValueProfile? Field(int at, int place) => buckets[at] is { Rows: >= LeastRows } bucket ? bucket.Fields[place] : null;

    private void Add(Signal signal, Func<int, (double Value, double Noise)> figure, double unit = 1)
    {
        var (values, noise) = (new double[buckets.Count], new double[buckets.Count]);
        for (var at = 0; at < values.Length; at++) (values[at], noise[at]) = special?.Contains(at) == true ? None : figure(at);
        _series.Add(new(signal, values, noise, unit));
    }
}
