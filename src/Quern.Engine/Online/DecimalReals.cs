using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// Reals that are decimals of few digits, such as prices, as whole numbers: 12.5 with one digit is 125. Only where dividing gives each back to the bit (as in ALP: Afroozeh, Kuffó and
/// Boncz 2023).
/// </summary>
internal static class DecimalReals
{
    private const int MostDigits = 4;
    private static readonly double[] Scales = [1, 10, 100, 1000, 10_000];

    /// <summary>What whole numbers of so many digits are divided by; 0 where they are bits (-1).</summary>
    public static double ScaleOf(int digits) => digits < 0 ? 0 : Scales[digits];

    /// <summary>Fills <paramref name="numbers"/> from some rows of a column. How many digits they have; -1 where they are the bits.</summary>
    public static int Read(Float64Column column, int start, int end, Span<long> numbers)
    {
        var digits = 0;
        for (var row = start; row < end; row++)
        {
            if (column.IsNull(row)) continue;
            while (digits <= MostDigits && !TryRead(column.Values[row], digits, out numbers[row - start])) digits++;
            if (digits > MostDigits) return Bits(column, start, end, numbers);
        }

        // Those that came first may have been read with fewer.
        for (var row = start; row < end; row++)
            if (!column.IsNull(row) && !TryRead(column.Values[row], digits, out numbers[row - start]))
                return Bits(column, start, end, numbers);
        return digits;
    }

    private static bool TryRead(double value, int digits, out long number)
    {
        number = unchecked((long)Math.Round(value * Scales[digits]));
        return BitConverter.DoubleToInt64Bits(number / Scales[digits]) == BitConverter.DoubleToInt64Bits(value);
    }

    private static int Bits(Float64Column column, int start, int end, Span<long> numbers)
    {
        for (var row = start; row < end; row++) numbers[row - start] = BitConverter.DoubleToInt64Bits(column.Values[row]);
        return -1;
    }
}
