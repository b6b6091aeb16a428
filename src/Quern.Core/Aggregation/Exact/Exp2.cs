namespace Quern.Aggregation.Exact;

/// <summary>Powers of two by the basic operations of IEEE 754 alone, so that every machine gives the same bits, which the platform's own <c>pow</c> does not promise.</summary>
internal static class Exp2
{
    private const double Ln2 = 0.693147180559945309417232;

    /// <summary>1/15!, 1/14!, …, 1/0!, each rounded.</summary>
    private static readonly double[] Coefficients = Reciprocals(15);

    /// <summary><c>2^x</c> for x from -1 to 0, within 2 units in the last place: the Taylor series of <c>e^(x ln 2)</c> around the nearer of -1 and 0.</summary>
    public static double OfUnit(double x) => x < -0.5 ? 0.5 * Near(x + 1) : Near(x);

    private static double Near(double x)
    {
        var y = x * Ln2;
        var sum = 0.0;
        foreach (var coefficient in Coefficients) sum = Math.FusedMultiplyAdd(sum, y, coefficient);
        return sum;
    }

    private static double[] Reciprocals(int degree)
    {
        var coefficients = new double[degree + 1];
        var factorial = 1L;
        for (var i = 0; i <= degree; i++)
        {
            if (i > 0) factorial *= i;
            coefficients[degree - i] = 1.0 / factorial;
        }

        return coefficients;
    }
}
