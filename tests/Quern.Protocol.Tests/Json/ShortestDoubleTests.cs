using System.Globalization;
using System.Text;
using Quern.Protocol.Json;

namespace Quern.Protocol.Tests.Json;

public sealed class ShortestDoubleTests
{
    [Fact]
    public void Number_OfAnyBits_IsWhatTheRuntimeWrites()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 500_000; i++) Check(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)), seed);
    }

    // As people's numbers are: few digits, a decimal point somewhere.
    [Fact]
    public void Number_OfFewDigits_IsWhatTheRuntimeWrites()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 200_000; i++)
            Check(random.NextInt64((long)Math.Pow(10, random.Next(1, 18))) * Math.Pow(10, random.Next(-25, 10)) * (random.Next(2) - 0.5), seed);
    }

    // Where the neighbours' distances differ, and where rounding is a matter of one bit.
    [Fact]
    public void PowersOfTwoAndTen_AndTheirNeighbours_AreWhatTheRuntimeWrites()
    {
        for (var exponent = -1074; exponent <= 1023; exponent++) CheckAround(Math.ScaleB(1, exponent));
        for (var exponent = -323; exponent <= 308; exponent++) CheckAround(double.Parse($"1E{exponent}", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void SmallestNumbers_AreWhatTheRuntimeWrites()
    {
        for (var bits = 1L; bits < 100_000; bits++) Check(BitConverter.Int64BitsToDouble(bits), 0);
        CheckAround(0);
        CheckAround(double.MaxValue);
        CheckAround(BitConverter.Int64BitsToDouble(1L << 52));
    }

    private static void CheckAround(double value)
    {
        foreach (var near in new[] { value, Math.BitIncrement(value), Math.BitDecrement(value), -value }) Check(near, 0);
    }

    private static void Check(double value, int seed)
    {
        if (!double.IsFinite(value)) return;
        Span<byte> text = stackalloc byte[ShortestDouble.MaxLength];
        var length = ShortestDouble.Write(value, text);
        var expected = value.ToString(CultureInfo.InvariantCulture);
        if (text[..length].SequenceEqual(Encoding.UTF8.GetBytes(expected))) return;
        // The runtime writes two powers of two, 2^-958 and one more, with a digit too few: as another number.
        double.Parse(expected, CultureInfo.InvariantCulture).ShouldNotBe(value, $"seed {seed}: {Encoding.UTF8.GetString(text[..length])} is not {expected}");
        double.Parse(text[..length], CultureInfo.InvariantCulture).ShouldBe(value);
    }
}
