using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations;

/// <summary>Counts what comes of a source's expectations. For one thread; two tallies are put together by <see cref="Merge"/>.</summary>
internal sealed class ExpectationTally
{
    private const int Shown = 3;
    private const int LongestText = 60;

    private readonly SourceDefinition _source;
    private readonly Tally[] _tallies;
    private readonly Dictionary<long, Dictionary<long, long>> _buckets = [];

    public ExpectationTally(SourceDefinition source)
    {
        (_source, _tallies) = (source, [.. source.Expectations.Select(_ => new Tally())]);
        foreach (var expectation in source.Expectations.Where(expectation => expectation.MaxShare is not null)) _buckets.TryAdd(expectation.Every.Microseconds, []);
    }

    /// <summary>How many rows were judged.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts rows that are judged, whatever comes of it.</summary>
    /// <param name="times">The event times of the rows, in microseconds.</param>
    public void AddRows(ReadOnlySpan<long> times)
    {
        Rows += times.Length;
        foreach (var (width, buckets) in _buckets)
            for (var first = 0; first < times.Length;)
            {
                var bucket = StartOf(times[first], width);
                var next = first + 1;
                while (next < times.Length && StartOf(times[next], width) == bucket) next++;
                buckets[bucket] = buckets.GetValueOrDefault(bucket) + next - first;
                first = next;
            }
    }

    /// <summary>Counts a row that failed.</summary>
    public void AddFailure(int expectation, EventBatch batch, int row, long time, string? trouble)
    {
        var (tally, definition) = (_tallies[expectation], _source.Expectations[expectation]);
        tally.Failed++;
        if (definition.MaxShare is not null)
        {
            var bucket = StartOf(time, definition.Every.Microseconds);
            tally.Buckets[bucket] = tally.Buckets.GetValueOrDefault(bucket) + 1;
        }

        if (tally.First.Count == Shown && time > tally.First[^1].Time.Microseconds) return;
        tally.Show(new(new(time), batch.File, batch.NumberOf(row), Text(definition, batch, row), trouble));
    }

    /// <summary>Adds all that another tally of the same source has.</summary>
    public void Merge(ExpectationTally other)
    {
        Rows += other.Rows;
        foreach (var (width, buckets) in other._buckets)
            foreach (var (start, rows) in buckets)
                _buckets[width][start] = _buckets[width].GetValueOrDefault(start) + rows;
        for (var i = 0; i < _tallies.Length; i++)
        {
            var (mine, theirs) = (_tallies[i], other._tallies[i]);
            mine.Failed += theirs.Failed;
            foreach (var (start, failed) in theirs.Buckets) mine.Buckets[start] = mine.Buckets.GetValueOrDefault(start) + failed;
            foreach (var row in theirs.First) mine.Show(row);
        }
    }

    /// <summary>What came of each expectation, in the order in which they are defined.</summary>
    public IReadOnlyList<RowOutcome> Outcomes() => [.. _source.Expectations.Select((expectation, i) => new RowOutcome(_source.Name, expectation, Rows, _tallies[i].Failed)
    {
        First = [.. _tallies[i].First],
        Over = [.. Over(expectation, _tallies[i])],
    })];

    /// <summary>The columns that an expectation reads, as text.</summary>
    public static string Text(ExpectationDefinition expectation, EventBatch batch, int row) => Text(expectation.Condition.Fields, batch, row);

    /// <summary>Some columns of a row, as text.</summary>
    public static string Text(IReadOnlyList<int> fields, EventBatch batch, int row) =>
        string.Join(", ", fields.Select(field => $"{batch.Schema.Fields[field].Column}={Text(batch[field], row)}"));

    private static string Text(Column column, int row)
    {
        if (column.IsNull(row)) return "null";
        var text = column[row].ToString() ?? "";
        return text.Length > LongestText ? text[..LongestText] + "…" : text;
    }

    private IEnumerable<ExpectationBucket> Over(ExpectationDefinition expectation, Tally tally) =>
        from bucket in tally.Buckets
        orderby bucket.Key
        let rows = _buckets[expectation.Every.Microseconds][bucket.Key]
        where bucket.Value > expectation.MaxShare * rows
        select new ExpectationBucket(new(Math.Max(bucket.Key, Instant.Min.Microseconds)), rows, bucket.Value);

    private static long StartOf(long time, long width) => new Instant(time).Floor(new(width)).Microseconds;

    private sealed class Tally
    {
        public long Failed { get; set; }

        public Dictionary<long, long> Buckets { get; } = [];

        /// <summary>Gets the earliest rows that failed, in the order of time, then of their text: the same whoever met them first.</summary>
        public List<FailedRow> First { get; } = [];

        public void Show(FailedRow row)
        {
            var place = First.BinarySearch(row, Order);
            First.Insert(place < 0 ? ~place : place, row);
            if (First.Count > Shown) First.RemoveAt(Shown);
        }
    }

    private static readonly Comparer<FailedRow> Order = Comparer<FailedRow>.Create((left, right) =>
        left.Time != right.Time ? left.Time.CompareTo(right.Time)
        : string.CompareOrdinal(left.Values, right.Values) is not 0 and var values ? values
        : string.CompareOrdinal(left.File, right.File) is not 0 and var file ? file
        : Nullable.Compare(left.Row, right.Row));
}
