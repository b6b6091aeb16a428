using Quern.Profiles;

namespace Quern.Drift;

/// <summary>
/// How much a figure that is taken once in each bucket of time moves by itself, learnt from its own past: what is expected next, and how probable a step away from it is. What is
/// expected is the median of the latest buckets or of the same place in earlier periods (the same weekday, the same hour of the week), whichever was nearer in the past. How probable
/// a step is follows from those of the past: beyond their 80th percentile an exponential tail is fitted to them (peaks over threshold; A. Siffer et al., "Anomaly detection in streams
/// with extreme value theory", KDD 2017), so that a figure that is wild by nature needs a wilder step.
/// </summary>
public sealed class Calibration
{
    /// <summary>So many steps of the past are needed; with fewer nothing is said.</summary>
    public const int Least = 14;

    private const int Latest = 7;
    private const int Periods = 4;

    // Four weeks of hours.
    private const int OnStack = 672;
    private const double TailShare = 0.2;

    // Of a normal distribution, how far beyond its 80th percentile of the absolute value what is beyond it lies on average; a tail is never taken for thinner.
    private const double NormalExcess = 0.44;
    private const double NormalEdge = 1.28;

    private readonly double _scale;
    private readonly double _edge;
    private readonly double _excess;

    private Calibration(double expected, double scale, double edge, double excess) => (Expected, _scale, _edge, _excess) = (expected, scale, edge, excess);

    /// <summary>What is expected of the next bucket.</summary>
    public double Expected { get; }

    /// <summary>Learns from the past; null where there is too little of it.</summary>
    /// <param name="past">The figure by bucket, the latest last; NaN where there is none.</param>
    /// <param name="period">After how many buckets things come round: 7 for days, 168 for hours.</param>
    /// <param name="noise">What the next figure moves by chance alone, as a standard deviation, since it is taken of a limited number of rows.</param>
    public static Calibration? Of(ReadOnlySpan<double> past, int period, double noise)
    {
        Span<double> near = past.Length <= OnStack ? stackalloc double[past.Length] : new double[past.Length];
        Span<double> round = past.Length <= OnStack ? stackalloc double[past.Length] : new double[past.Length];
        near = Steps(past, period, isRound: false, near);
        round = Steps(past, period, isRound: true, round);
        if (near.Length < Least) return null;
        var (nearScale, roundScale) = (Scale(near), round.Length < Least ? double.PositiveInfinity : Scale(round));
        var isRound = roundScale < nearScale;
        Span<double> before = stackalloc double[Latest];
        var expected = Expect(past, past.Length, period, isRound, before);
        // A gap where the next is expected.
        if (double.IsNaN(expected)) expected = Expect(past, past.Length, period, !isRound, before);
        return double.IsNaN(expected) ? null : Learn(isRound ? round : near, expected, Math.Max(Math.Min(nearScale, roundScale), noise));
    }

    /// <summary>Learns from the past of a figure of which 0 is expected; null where there is too little of it.</summary>
    /// <param name="past">The figure by bucket; NaN where there is none.</param>
    /// <param name="noise">What the next figure moves by chance alone, as a standard deviation.</param>
    public static Calibration? OfDifferences(ReadOnlySpan<double> past, double noise)
    {
        var (steps, count) = (new double[past.Length], 0);
        foreach (var value in past)
            if (!double.IsNaN(value))
                steps[count++] = Math.Abs(value);
        var sorted = steps.AsSpan(0, count);
        sorted.Sort();
        return count < Least ? null : Learn(sorted, 0, Math.Max(Scale(sorted), noise));
    }

    /// <summary>How many robust standard deviations of its own steps a figure is away from what is expected; below 0 when it is less.</summary>
    public double Step(double value) => (value - Expected) / _scale;

    /// <summary>How probable a step of at least that size is when nothing is wrong: 0 to 1, two-sided.</summary>
    public double Probability(double step)
    {
        var size = Math.Abs(step);
        // Inside of what is usual the exact number does not matter, as long as it falls with the size.
        return size <= _edge ? 1 - ((1 - TailShare) * size / Math.Max(_edge, double.Epsilon)) : TailShare * Math.Exp(-(size - _edge) / _excess);
    }

    internal void Write(List<byte> bytes)
    {
        foreach (var number in new[] { Expected, _scale, _edge, _excess }) ProfileBytes.AppendReal(bytes, number);
    }

    internal static Calibration Read(ref ReadOnlySpan<byte> bytes) => new(ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes), ProfileBytes.ReadReal(ref bytes));

    private static Calibration Learn(ReadOnlySpan<double> steps, double expected, double scale)
    {
        if (scale == 0) scale = double.Epsilon;
        var first = (int)(steps.Length * (1 - TailShare));
        var edge = Math.Max(steps[first] / scale, NormalEdge);
        var sum = 0.0;
        foreach (var step in steps[first..]) sum += step / scale;
        return new(expected, scale, edge, Math.Max((sum / (steps.Length - first)) - edge, NormalExcess));
    }

    // How far the figure was from what was expected, each time, ascending.
    private static Span<double> Steps(ReadOnlySpan<double> past, int period, bool isRound, Span<double> steps)
    {
        Span<double> before = stackalloc double[Latest];
        var count = 0;
        for (var at = 0; at < past.Length; at++)
            if (!double.IsNaN(past[at]) && Expect(past, at, period, isRound, before) is var expected && !double.IsNaN(expected))
                steps[count++] = Math.Abs(past[at] - expected);
        var found = steps[..count];
        found.Sort();
        return found;
    }

    private static double Expect(ReadOnlySpan<double> past, int at, int period, bool isRound, Span<double> before)
    {
        var (count, step) = (0, isRound ? period : 1);
        for (var (place, left) = (at - step, isRound ? Periods : Latest); left > 0 && place >= 0; place -= step, left--)
            if (!double.IsNaN(past[place]))
                before[count++] = past[place];
        return count < (isRound ? 2 : 3) ? double.NaN : Median(before[..count]);
    }

    private static double Scale(ReadOnlySpan<double> steps) => 1.4826 * Middle(steps);

    private static double Median(Span<double> values)
    {
        // Of the few that there are, by insertion.
        for (var i = 1; i < values.Length; i++)
        {
            var (value, at) = (values[i], i);
            for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
            values[at] = value;
        }

        return Middle(values);
    }

    private static double Middle(ReadOnlySpan<double> sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
