using Quern.Profiles;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Monitoring;

/// <summary>Puts rows into the profiles of their buckets of time. Not safe for use from several threads; two collectors are put together by <see cref="Merge"/>.</summary>
/// <param name="fields">What is looked at of each row.</param>
/// <param name="slices">The places of the fields whose values divide the rows.</param>
/// <param name="width">How long a bucket is.</param>
internal sealed class ProfileCollector(IReadOnlyList<(string Name, DataType Type)> fields, IReadOnlyList<int> slices, Duration width)
{
    private readonly Dictionary<long, RowProfile> _buckets = [];
    private long[] _starts = [];
    private int[] _rows = [];

    /// <summary>The profiles by the beginning of their bucket, in the order of time.</summary>
    public IEnumerable<(Instant Start, RowProfile Profile)> Profiles => _buckets.OrderBy(pair => pair.Key).Select(pair => (new Instant(pair.Key), pair.Value));

    /// <summary>Adds rows of a source.</summary>
    /// <param name="times">The event times of all rows of the columns, in microseconds.</param>
    /// <param name="columns">The fields' columns; null for a field that these rows were made without.</param>
    /// <param name="rows">Which rows.</param>
    public void Add(ReadOnlySpan<long> times, IReadOnlyList<Column?> columns, ReadOnlySpan<int> rows)
    {
        if (_starts.Length < rows.Length) (_starts, _rows) = (new long[rows.Length], new int[rows.Length]);
        for (var i = 0; i < rows.Length; i++) (_starts[i], _rows[i]) = (Buckets.StartOf(new(times[rows[i]]), width).Microseconds, rows[i]);
        var starts = _starts.AsSpan(0, rows.Length);
        // Files are mostly in the order of time.
        if (rows.Length > 0 && starts.ContainsAnyExcept(starts[0])) starts.Sort(_rows.AsSpan(0, rows.Length));
        for (var first = 0; first < rows.Length;)
        {
            var count = starts[first..].IndexOfAnyExcept(starts[first]);
            if (count < 0) count = rows.Length - first;
            Bucket(starts[first]).Add(times, columns, _rows.AsSpan(first, count));
            first += count;
        }
    }

    /// <summary>Adds all that another collector of the same fields has.</summary>
    public void Merge(ProfileCollector other)
    {
        foreach (var (start, profile) in other._buckets) Bucket(start).Merge(profile);
    }

    private RowProfile Bucket(long start)
    {
        if (_buckets.TryGetValue(start, out var profile)) return profile;
        return _buckets[start] = new(fields, slices, new(start));
    }
}
