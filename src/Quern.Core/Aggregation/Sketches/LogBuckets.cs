using Quern.Values;

namespace Quern.Aggregation.Sketches;

/// <summary>
/// Reals cut into buckets whose bounds grow by a constant factor, so that one number stands for all values of a bucket within a relative error of 1 % (the mapping of DDSketch:
/// C. Masson, J. E. Rim, H. K. Lee, VLDB 2019). The factor is 2^(1/35), so each power of two is cut into the same 35 parts and a bucket is found by exponent, table and comparison alone:
/// no logarithm, whose last bit differs between machines. The error is (f - 1) / (f + 1) = 0.99 %. Buckets are numbered in the order of their values:
/// 0 holds zero alone, positive ones are above it, -b holds the negatives of b.
/// </summary>
internal static class LogBuckets
{
    /// <summary>How far what stands for a bucket is from any value in it, at most, as a share of that value.</summary>
    public const double RelativeError = 0.01;

    private const int PerOctave = 35;
    private const int LowestExponent = -1074;
    private const int Infinity = 1 + ((1024 - LowestExponent) * PerOctave);
    private const int NaN = Infinity + 1;
    private const double Factor = 1.0200016094211991;

    // What a double is made of.
    private const int Bias = 1023;
    private const int FractionBits = 52;
    private const long Fraction = (1L << FractionBits) - 1;
    private const long One = (long)Bias << FractionBits;
    private const double LeastNormal = 2.2250738585072014E-308;

    // By how many powers of two a subnormal is raised, and how many bits of a fraction a part is looked up by.
    private const int ToNormal = 54;
    private const int CutBits = 8;

    // Where the parts of [1, 2) begin; the last entry is their end.
    private static readonly double[] Bounds = MakeBounds();

    // By the first bits of a fraction, the part in which the reals of [1, 2) begin that have them. They span less than any part does, so that one more part at most begins among them.
    private static readonly byte[] FirstParts = MakeFirstParts();

    /// <summary>The bucket of a fixed-width value with the given bits.</summary>
    public static int Of(ValueKind kind, long bits) => Of(kind is ValueKind.Float32 or ValueKind.Float64 ? BitConverter.Int64BitsToDouble(bits) : bits);

    /// <summary>The bucket of a real. Never falls as the value rises; a NaN is above all others.</summary>
    public static int Of(double value)
    {
        if (value == 0) return 0;
        if (double.IsNaN(value)) return NaN;
        if (value < 0) return -Of(-value);
        if (double.IsPositiveInfinity(value)) return Infinity;
        // A subnormal has no bit for its one before the point.
        var (normal, octaves) = value < LeastNormal ? (value * (1L << ToNormal), ToNormal) : (value, 0);
        var bits = BitConverter.DoubleToInt64Bits(normal);
        var exponent = (int)(bits >> FractionBits) - Bias - octaves;
        var part = (int)FirstParts[(bits & Fraction) >> (FractionBits - CutBits)];
        if (BitConverter.Int64BitsToDouble((bits & Fraction) | One) >= Bounds[part + 1]) part++;
        return 1 + ((exponent - LowestExponent) * PerOctave) + part;
    }

    /// <summary>The bits of what stands for the values of a bucket: rounded to a whole number for whole kinds, and within the kind's range.</summary>
    public static long Representative(ValueKind kind, int bucket)
    {
        var value = Representative(bucket);
        return kind switch
        {
            ValueKind.Float64 => BitConverter.DoubleToInt64Bits(value),
            ValueKind.Float32 => BitConverter.DoubleToInt64Bits(double.IsFinite(value) ? (float)Math.Clamp(value, float.MinValue, float.MaxValue) : value),
            ValueKind.Int32 => (long)Math.Clamp(Math.Round(value), int.MinValue, int.MaxValue),
            _ => Saturate(Math.Round(value)),
        };
    }

    /// <summary>The number whose relative distance to both ends of the bucket is the same: the harmonic mean of the ends.</summary>
    public static double Representative(int bucket)
    {
        if (bucket < 0) return -Representative(-bucket);
        if (bucket is 0 or Infinity or NaN) return bucket == 0 ? 0 : bucket == NaN ? double.NaN : double.PositiveInfinity;
        var (octave, part) = Math.DivRem(bucket - 1, PerOctave);
        var (low, high) = (Bounds[part], Bounds[part + 1]);
        return Math.ScaleB(2 * low * high / (low + high), octave + LowestExponent);
    }

    // 2^63 itself is a double, long.MaxValue is not.
    private static long Saturate(double value) => value >= long.MaxValue ? long.MaxValue : value <= long.MinValue ? long.MinValue : (long)value;

    private static double[] MakeBounds()
    {
        var bounds = new double[PerOctave + 1];
        bounds[0] = 1;
        for (var part = 1; part < PerOctave; part++) bounds[part] = bounds[part - 1] * Factor;
        bounds[PerOctave] = 2;
        return bounds;
    }

    private static byte[] MakeFirstParts()
    {
        var parts = new byte[1 << CutBits];
        for (var cut = 0; cut < parts.Length; cut++) parts[cut] = (byte)(Array.FindIndex(Bounds, bound => bound > 1 + ((double)cut / parts.Length)) - 1);
        return parts;
    }
}
