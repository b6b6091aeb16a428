using Quern.Values;

namespace Quern.Aggregation.Ordering;

/// <summary>
/// A fixed-width value as a whole number that orders as the values do and is equal exactly where values count as one: <c>-0.0</c> is <c>0.0</c>,
/// and every NaN is one value above all others.
/// </summary>
internal static class SortableKey
{
    private const long NaN = 0x7FF8_0000_0000_0000;

    /// <summary>The key of a value with the given bits.</summary>
    public static long Of(ValueKind kind, long bits) => IsReal(kind) ? Of(BitConverter.Int64BitsToDouble(bits)) : bits;

    /// <summary>The key of a real.</summary>
    public static long Of(double value)
    {
        if (value == 0) return 0;
        return double.IsNaN(value) ? NaN : Flip(BitConverter.DoubleToInt64Bits(value));
    }

    /// <summary>The bits of the value with a key.</summary>
    public static long Bits(ValueKind kind, long key) => IsReal(kind) ? Flip(key) : key;

    /// <summary>Whether values of the kind are reals.</summary>
    public static bool IsReal(ValueKind kind) => kind is ValueKind.Float32 or ValueKind.Float64;

    // Negative reals order backwards by their bits; turning all bits but the sign mends that, and is its own inverse.
    private static long Flip(long bits) => bits ^ ((bits >> 63) & long.MaxValue);
}
