using Quern.Aggregation;
using Quern.Time;
using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>Random events, rows and windows: ties, nulls, negative and far times, values of every size, events known late.</summary>
public static class TraceCases
{
    public static TraceCase Next(Random random, Aggregate aggregate)
    {
        var times = Times(random, random.Next(0, 25));
        var rows = RowTimes(random, times, random.Next(1, 12));
        var length = Length(random, aggregate.MaxAge);
        return random.Next(2) == 0
            ? Contiguous(times, Values(random, aggregate.Spec, times.Length), rows, length)
            : AsKnown(random, times, Values(random, aggregate.Spec, times.Length), rows, length);
    }

    public static Column Values(Random random, AggregateSpec spec, int count)
    {
        var next = ValueCases.Of(random, spec.Argument ?? ValueKind.Int64);
        var column = Column.Create(spec.Argument ?? ValueKind.Int64);
        var nulls = spec.Argument is null ? 1 : random.Next(4);
        for (var i = 0; i < count; i++)
            if (nulls == 0 || (nulls == 2 && random.Next(3) == 0)) column.AppendNull();
            else Append(column, next());
        return column;
    }

    /// <summary>Ascending times, often equal, around 1970, in 2001 or at the ends of usable time.</summary>
    public static long[] Times(Random random, int count)
    {
        var start = random.Next(5) switch { 0 => 0, 1 => -5_000_000, 2 => Instant.Min.Microseconds, 3 => 250_000_000_000_000_000, _ => 983_404_800_000_000 };
        var step = new[] { 1L, 1_000_000, 3_600_000_000, 86_400_000_000 }[random.Next(4)];
        return [.. Enumerable.Range(0, count).Select(_ => start + (step * random.Next(0, 40)) + random.Next(0, 3)).Order()];
    }

    private static long[] RowTimes(Random random, long[] times, int count)
    {
        var (first, last) = times.Length == 0 ? (0, 10) : (times[0], times[^1]);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 && times.Length > 0
            ? times[random.Next(times.Length)] + random.Next(0, 2)
            : random.NextInt64(first - 5, last + Math.Max(10, (last - first) / 3))).Order()];
    }

    private static long? Length(Random random, Duration? maxAge)
    {
        long? length = random.Next(4) switch { 0 => null, 1 => random.Next(1, 50), 2 => random.NextInt64(1, 40_000_000), _ => random.NextInt64(1, 20 * 86_400_000_000) };
        return maxAge is { } limit ? Math.Min(length ?? long.MaxValue, limit.Microseconds) : length;
    }

    private static TraceCase Contiguous(long[] times, Column values, long[] rows, long? length) => new()
    {
        Times = times,
        Values = values,
        RowTimes = rows,
        Entered = [.. rows.Select(t => times.Count(time => time < t))],
        Left = [.. rows.Select(t => length is { } back ? times.Count(time => time < t - back) : 0)],
        EnterOrder = [],
        LeaveOrder = [],
    };

    private static TraceCase AsKnown(Random random, long[] times, Column values, long[] rows, long? length)
    {
        var known = times.Select(time => time + (random.Next(2) == 0 ? 0 : random.NextInt64(0, length ?? 1_000_000_000))).ToArray();
        var events = Enumerable.Range(0, times.Length).Where(e => length is not { } back || known[e] < times[e] + back).ToArray();
        random.Shuffle(events);
        var enter = events.OrderBy(e => known[e]).ToArray();
        random.Shuffle(events);
        var leave = events.OrderBy(e => times[e]).ToArray();
        return new()
        {
            Times = times,
            Values = values,
            RowTimes = rows,
            Entered = [.. rows.Select(t => enter.Count(e => known[e] < t))],
            Left = [.. rows.Select(t => length is { } back ? leave.Count(e => times[e] < t - back) : 0)],
            EnterOrder = enter,
            LeaveOrder = leave,
        };
    }

    private static void Append(Column column, Value value)
    {
        switch (column)
        {
            case Int64Column whole:
                whole.Append(value.Bits);
                break;
            case Float64Column real:
                real.Append(value.AsDouble());
                break;
            case TextColumn text:
                text.Append(System.Text.Encoding.UTF8.GetBytes(value.AsText()));
                break;
        }
    }
}
