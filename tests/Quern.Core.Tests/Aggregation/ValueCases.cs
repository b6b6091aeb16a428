using Quern.Values;

namespace Quern.Tests.Aggregation;

/// <summary>Random values: each history draws from one of several temperaments, from everyday numbers to the ends of the range.</summary>
public static class ValueCases
{
    private static readonly double[] Awkward =
        [0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014e-308, 1e16, 1, -1, 0.1, 1e-160, 1e160, 9007199254740993.0];

    private static readonly string[] Texts = ["", "a", "b", "ab", "z", "é", "\uFFFD", "😀", "\0", "Z"];

    public static Func<Value> Of(Random random, ValueKind kind)
    {
        var temperament = random.Next(100);
        return kind switch
        {
            ValueKind.Boolean => () => Value.Of(temperament < 20 ? random.Next(2) == 0 : temperament < 60),
            ValueKind.Int32 => () => Value.Of((int)Whole(random, temperament, int.MinValue, int.MaxValue)),
            ValueKind.Float32 => () => Value.Of((float)Real(random, temperament)),
            ValueKind.Float64 => () => Value.Of(Real(random, temperament)),
            ValueKind.String => () => Value.Of(Texts[random.Next(temperament < 50 ? 3 : Texts.Length)]),
            _ => () => Value.OfBits(kind, Whole(random, temperament, long.MinValue, long.MaxValue)),
        };
    }

    private static long Whole(Random random, int temperament, long least, long greatest) => temperament switch
    {
        < 50 => random.Next(-20, 20),
        < 70 => random.NextInt64(least, greatest),
        < 85 => random.Next(2) == 0 ? least : greatest,
        _ => (greatest / 2) - random.Next(0, 5),
    };

    private static double Real(Random random, int temperament) => temperament switch
    {
        < 25 => Math.Round((random.NextDouble() * 200) - 100, 2),
        < 40 => 1e9 + random.NextDouble(),
        < 50 => random.Next(-5, 6) * double.Epsilon,
        < 60 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
        < 75 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
        < 90 => Awkward[random.Next(Awkward.Length)],
        < 95 => random.Next(2) == 0 ? 1e308 : -1.5e308,
        _ => random.Next(4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, _ => random.Next(9) },
    };
}
