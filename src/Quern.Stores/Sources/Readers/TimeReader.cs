using System.Numerics;
using System.Runtime.InteropServices;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>
/// Counts of a unit since 1970 into microseconds: a unit is <paramref name="multiplier"/> microseconds, or <paramref name="divisor"/> units are one; what is left of a division is floored.
/// The greatest value of the type and its negative are DuckDB's infinities where <paramref name="infinities"/> says so.
/// </summary>
internal sealed class TimeReader<T>(long multiplier, long divisor, bool infinities) : ColumnReader
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly long _limit = long.MaxValue / multiplier;

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var values = vector.Values<T>().Slice(start, count);
        var target = ((Int64Column)column).AppendRange(count);
        if (infinities && values.ContainsAny(T.MaxValue, -T.MaxValue)) Refuse(vector, values, start, faults);
        if (typeof(T) == typeof(long) && multiplier == 1 && divisor == 1) MemoryMarshal.Cast<T, long>(values).CopyTo(target);
        else if (divisor != 1) Divide(values, target);
        else Multiply(vector, values, start, target, faults);
        ReadNulls(vector, start, count, column, faults);
    }

    private static void Refuse(DataVector vector, ReadOnlySpan<T> values, int start, RowFaults faults)
    {
        for (var i = 0; i < values.Length; i++)
            if ((values[i] == T.MaxValue || values[i] == -T.MaxValue) && vector.IsValid(start + i))
                faults.Add(start + i, values[i] == T.MaxValue ? "infinity" : "-infinity", "an instant must be finite");
    }

    private void Divide(ReadOnlySpan<T> values, Span<long> target)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = long.CreateTruncating(values[i]);
            target[i] = (value / divisor) - (value % divisor < 0 ? 1 : 0);
        }
    }

    private void Multiply(DataVector vector, ReadOnlySpan<T> values, int start, Span<long> target, RowFaults faults)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = long.CreateSaturating(values[i]);
            if (value <= _limit && value >= -_limit) target[i] = value * multiplier;
            else if (vector.IsValid(start + i)) faults.Add(start + i, Text(values[i]), "the instant does not fit 64 bits of microseconds");
        }
    }
}
