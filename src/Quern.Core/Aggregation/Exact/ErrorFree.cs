using System.Runtime.CompilerServices;

namespace Quern.Aggregation.Exact;

/// <summary>Operations on doubles that give the rounded result and, as a second double, exactly what rounding lost.</summary>
internal static class ErrorFree
{
    /// <summary>Products from here up to the largest finite double have an error term that is itself a double.</summary>
    private const double LeastProduct = 1e-288;

    /// <summary>Two sum (Knuth 1969): <c>left + right = result + error</c>, whatever their order of size. NaN when the sum overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(double left, double right, out double error)
    {
        var sum = left + right;
        var part = sum - left;
        error = (left - (sum - part)) + (right - part);
        return sum;
    }

    /// <summary>Two product by fused multiply-add; false when the product overflows or its error would underflow, and the pair is then not exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProduct(double left, double right, out double product, out double error)
    {
        product = left * right;
        error = Math.FusedMultiplyAdd(left, right, -product);
        return (Math.Abs(product) >= LeastProduct && double.IsFinite(error)) || left == 0 || right == 0;
    }

    /// <summary>Whether a whole number lies where every whole number is a double.</summary>
    public static bool IsDouble(long value) => value is >= -(1L << 53) and <= 1L << 53;

    /// <summary>A whole number as two doubles that sum to it exactly.</summary>
    public static double Split(long value, out double low)
    {
        low = (uint)(value & uint.MaxValue);
        return (value >> 32) * 4294967296.0;
    }
}
