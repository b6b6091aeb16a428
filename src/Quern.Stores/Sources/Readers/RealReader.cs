using System.Numerics;
using System.Runtime.InteropServices;
using Quern.Engine.Sources;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>Numbers of any kind into the real lane; a whole number that no double equals is a fault.</summary>
internal sealed class RealReader<T> : ColumnReader
    where T : unmanaged, INumber<T>
{
    private const double AlwaysExact = (1L << 53) - 1;
    private static readonly bool Exact = typeof(T) == typeof(double) || typeof(T) == typeof(float) || System.Runtime.CompilerServices.Unsafe.SizeOf<T>() <= 4;

    public override void Read(DataVector vector, int start, int count, Column column, RowFaults faults)
    {
        var values = vector.Values<T>().Slice(start, count);
        var target = ((Float64Column)column).AppendRange(count);
        if (typeof(T) == typeof(double)) MemoryMarshal.Cast<T, double>(values).CopyTo(target);
        else
            for (var i = 0; i < values.Length; i++)
                target[i] = double.CreateTruncating(values[i]);
        if (!Exact) CheckExact(vector, values, target, start, faults);
        ReadNulls(vector, start, count, column, faults);
    }

    private static void CheckExact(DataVector vector, ReadOnlySpan<T> values, ReadOnlySpan<double> reals, int start, RowFaults faults)
    {
        for (var i = 0; i < values.Length; i++)
            if (Math.Abs(reals[i]) > AlwaysExact && Int128.CreateSaturating(reals[i]) != Int128.CreateSaturating(values[i]) && vector.IsValid(start + i))
                faults.Add(start + i, Text(values[i]), "no 64-bit real equals it");
    }
}
