using System.Numerics;
using System.Runtime.InteropServices;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Whole numbers of any width into the whole-number lane.</summary>
internal sealed class WholeReader<T>(long min, long max) : ColumnReader
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly bool _fits = Int128.CreateSaturating(T.MinValue) >= min && Int128.CreateSaturating(T.MaxValue) <= max;

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var values = vector.Values<T>().Slice(start, count);
        var target = ((Int64Column)column).AppendRange(count);
        if (typeof(T) == typeof(long)) MemoryMarshal.Cast<T, long>(values).CopyTo(target);
        else
            for (var i = 0; i < values.Length; i++)
                target[i] = long.CreateTruncating(values[i]);
        if (!_fits) CheckRange(vector, values, start, faults);
        ReadNulls(vector, start, count, column, faults);
    }

    private void CheckRange(DataVector vector, ReadOnlySpan<T> values, int start, RowFaults faults)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var saturated = Int128.CreateSaturating(values[i]);
            if ((saturated < min || saturated > max) && vector.IsValid(start + i)) faults.Add(start + i, Text(values[i]), $"it is outside {min} to {max}");
        }
    }
}
