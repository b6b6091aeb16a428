using System.Globalization;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Expectations.Series;

/// <summary>
/// Gathers rows by their key, in bounded memory: where there are more than <see cref="SeriesRange.MostRows"/>, those of every second part of the keys are left out, then of every second of the rest, and so on.
/// What is found of a sample is so; what is not found may be in the part that was left out, and it is told that it is a sample. Rows are named afterwards by a second reading, only where some fail.
/// </summary>
/// <param name="expectation">What is expected.</param>
/// <param name="range">What is judged.</param>
internal abstract class KeyedTally(KeyedExpectation expectation, SeriesRange range) : SeriesTally(range)
{
    private readonly Dictionary<(UInt128 Key, long Time), (string Text, string? File, long? Row)> _names = [];
    private readonly Lock _lock = new();

    public override IEnumerable<int> Fields => expectation.Key.Append(expectation.Judged).OfType<RowExpression>().SelectMany(one => one.Fields);

    protected override string Unit => "row";

    /// <summary>Gets which share of the rows is kept: one of 2 to the power of this.</summary>
    protected int SampleBits { get; private set; }

    /// <summary>Gets how many rows with a key were met, kept or not.</summary>
    protected long Met { get; set; }

    public override Instant Reach(Instant from) => from - expectation.Within;

    /// <summary>Looks for the rows that the breaches are about.</summary>
    public override void Name(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        var wanted = Told.Select(breach => breach.Row!.Value).ToHashSet();
        var keys = RowKeys.Of(expectation, batch, rows);
        for (var i = 0; i < rows.Length; i++)
        {
            if (!wanted.Contains((keys[i], times[rows[i]]))) continue;
            int[] fields = [.. expectation.Key.SelectMany(column => column.Fields).Distinct().Order()];
            var name = (Text: ExpectationTally.Text(fields, batch, rows[i]), batch.File, Row: batch.NumberOf(rows[i]));
            lock (_lock)
                if (!_names.TryGetValue((keys[i], times[rows[i]]), out var other) || IsBefore(name, other))
                    _names[(keys[i], times[rows[i]])] = name;
        }
    }

    /// <inheritdoc/>
    protected override SeriesBreach Named(SeriesBreach breach) =>
        breach.Row is { } row && _names.TryGetValue(row, out var name) ? breach with { What = $"{name.Text}: {breach.What}", File = name.File, FileRow = name.Row } : breach;

    /// <inheritdoc/>
    protected override int Sample => 1 << SampleBits;

    /// <summary>Whether what has some bits is in the sample.</summary>
    protected bool IsKept(ulong bits) => (bits & ((1UL << SampleBits) - 1)) == 0;

    /// <summary>Leaves half of what is kept out.</summary>
    protected void Halve() => SampleBits++;

    /// <summary>Tells that nothing can be said: no part of the keys is few enough rows.</summary>
    protected void TellTooMany() => Tell(new(Range.From ?? Instant.Min, Range.AsOf ?? Instant.Max, Met, null, Range.MostRows, string.Create(CultureInfo.InvariantCulture,
        $"{Met:N0} rows of few keys are more than the {Range.MostRows:N0} that can be looked at; test a shorter range, or expect it within a shorter time than {expectation.Within}")));

    private static bool IsBefore((string Text, string? File, long? Row) left, (string Text, string? File, long? Row) right) =>
        string.CompareOrdinal(left.File, right.File) is var file && file != 0 ? file < 0 : left.Row is { } row && right.Row is { } other ? row < other : string.CompareOrdinal(left.Text, right.Text) < 0;
}
