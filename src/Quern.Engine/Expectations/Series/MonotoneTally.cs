using System.Globalization;
using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Expectations.Series;

/// <summary>Finds values that go down: rows by key, time and value, each held against the one before. A sample keeps rows of one key that are near each other together.</summary>
internal sealed class MonotoneTally(MonotoneExpectation expectation, SeriesRange range) : KeyedTally(expectation, range)
{
    private readonly List<(UInt128 Key, long Time, long Value)> _rows = [];
    private readonly Lock _lock = new();

    public override IEnumerable<int> Fields => base.Fields.Concat(expectation.Value.Fields);

    public override void Add(EventBatch batch, ReadOnlySpan<long> times, ReadOnlySpan<int> rows)
    {
        var keys = RowKeys.Of(expectation, batch, rows);
        var values = expectation.Value.Evaluate(batch, _ => true, (_, _) => { });
        lock (_lock)
            for (var i = 0; i < rows.Length; i++)
            {
                if (keys[i] == 0 || values.IsNull(rows[i]) || (values is Float64Column reals && double.IsNaN(reals.Values[rows[i]]))) continue;
                Met++;
                var row = (keys[i], times[rows[i]], Sortable(values, rows[i]));
                if (!IsKept(row)) continue;
                _rows.Add(row);
                while (_rows.Count > Range.MostRows)
                {
                    Halve();
                    _rows.RemoveAll(one => !IsKept(one));
                }
            }
    }

    protected override (long Failed, long? Judged) Judge()
    {
        if (_rows.Count == 0 && Met > 0)
        {
            TellTooMany();
            return (1, 0);
        }

        // Of one time the greatest comes last, and the least is held against the time before.
        _rows.Sort();
        var found = new List<SeriesBreach>();
        for (var i = 1; i < _rows.Count; i++)
        {
            var (before, row) = (_rows[i - 1], _rows[i]);
            if (before.Key != row.Key || row.Time == before.Time || row.Time - before.Time > expectation.Within.Microseconds || row.Value >= before.Value || !Tells(row.Time)) continue;
            var (from, to) = (new Instant(before.Time), new Instant(row.Time));
            found.Add(new(from, to, Real(row.Value), Real(before.Value), null, $"from {Text(before.Value)} at {from} down to {Text(row.Value)} at {to}") { Since = to, Row = (row.Key, row.Time) });
        }

        foreach (var breach in found.OrderBy(breach => breach.To).ThenBy(breach => breach.Row!.Value.Key)) Tell(breach);
        return (found.Count, _rows.Count(row => Tells(row.Time)));
    }

    private bool Tells(long time) => Range.From is not { } from || time >= from.Microseconds;

    private bool IsKept((UInt128 Key, long Time, long Value) row) => IsKept(StableHash.Of(unchecked((long)(ulong)(row.Key >> 64)) ^ new Instant(row.Time).Floor(expectation.Within).Microseconds));

    // A number as a whole number of the same order; -0.0 is 0.0.
    private static long Sortable(Column column, int row)
    {
        if (column is not Float64Column reals) return ((Int64Column)column).Values[row];
        var bits = BitConverter.DoubleToInt64Bits(reals.Values[row] + 0.0);
        return bits < 0 ? bits ^ long.MaxValue : bits;
    }

    private bool IsReal => expectation.Value.Kind is ValueKind.Float32 or ValueKind.Float64;

    private double Real(long value) => IsReal ? BitConverter.Int64BitsToDouble(value < 0 ? value ^ long.MaxValue : value) : value;

    private string Text(long value) => expectation.Value.Kind == ValueKind.Timestamp ? new Instant(value).ToString()
        : IsReal ? Real(value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);
}
