namespace Quern.Drift;

/// <summary>Looks whether figures moved further in a bucket than they do by themselves.</summary>
/// <param name="period">After how many buckets things come round: 7 for days, 168 for hours.</param>
/// <param name="rate">Which share of what is told may be chance, 0 to 1.</param>
public sealed class SignalChecks(int period, double rate = SignalChecks.DefaultRate)
{
    /// <summary>The share of what is told that may be chance.</summary>
    public const double DefaultRate = 0.01;

    // What happens in one bucket of fifty is rare enough to count as a sign when the next has it too.
    private const double Rare = 0.02;

    // A step that is quite usual adds nothing to what the bucket before has told.
    private const double Unusual = 0.05;

    /// <summary>How many buckets before one are looked at to learn what is usual: thirteen weeks of days, four weeks of shorter ones.</summary>
    public int Past { get; } = Math.Max(91, 4 * period);

    /// <summary>The shifts in a bucket, the least probable first; each test of each figure is counted, so that many figures do not mean many false alarms.</summary>
    /// <param name="series">The figures.</param>
    /// <param name="bucket">Which bucket; what comes after it is not looked at.</param>
    public IReadOnlyList<Shift> Run(IReadOnlyList<SignalSeries> series, int bucket) => Believe([.. series.Select(one => Test(one, bucket)).OfType<Shift>()]);

    /// <summary>Which of all tests that were made to believe, the least probable first.</summary>
    public IReadOnlyList<Shift> Believe(IReadOnlyList<Shift> tests)
    {
        var limit = FalseDiscoveries.Limit(tests.Select(shift => shift.Probability), rate);
        return [.. tests.Where(shift => shift.Probability <= limit && Math.Abs(shift.Magnitude) >= Least(shift.Signal.Kind)).OrderBy(shift => shift.Probability)];
    }

    /// <summary>The test of one figure in a bucket; null where it is not there, or its past too short.</summary>
    public Shift? Test(SignalSeries series, int bucket)
    {
        if (double.IsNaN(series.Values[bucket]) || Learn(series, bucket) is not { } now) return null;
        var step = OneSided(series.Signal.Kind, now.Step(series.Values[bucket]));
        var (probability, lasts) = (now.Probability(step), false);
        // Two lesser steps one after the other are as telling as a great one. Two looks at the figure cost a factor of two.
        if (probability < Unusual && bucket > 0 && !double.IsNaN(series.Values[bucket - 1]) && Learn(series, bucket - 1) is { } before)
        {
            var earlier = OneSided(series.Signal.Kind, before.Step(series.Values[bucket - 1]));
            if (Math.Sign(earlier) == Math.Sign(step)) probability = Math.Min(probability, now.Probability(step) * before.Probability(earlier));
            lasts = Math.Sign(earlier) == Math.Sign(step) && before.Probability(earlier) < Rare && now.Probability(step) < Rare;
        }

        var magnitude = Magnitude(series, now.Expected, series.Values[bucket]);
        return new(series.Signal, bucket, now.Expected, series.Values[bucket], step, Math.Min(1, 2 * probability), magnitude, lasts);
    }

    private Calibration? Learn(SignalSeries series, int bucket)
    {
        var first = Math.Max(0, bucket - Past);
        var past = series.Values.AsSpan(first, bucket - first);
        return series.IsDifference ? Calibration.OfDifferences(past, series.Noise[bucket]) : Calibration.Of(past, period, series.Noise[bucket]);
    }

    // A distance to a reference says something when it grows, not when it falls.
    private static double OneSided(SignalKind kind, double step) => kind is SignalKind.Hours or SignalKind.Shape ? Math.Max(0, step) : step;

    private static double Magnitude(SignalSeries series, double expected, double found) => series.Signal.Kind switch
    {
        SignalKind.Volume or SignalKind.Share or SignalKind.Distinct or SignalKind.Spread => Math.Exp(Math.Min(found - expected, 50)) - 1,
        SignalKind.Level or SignalKind.Trend => series.Unit == 0 ? (found == expected ? 0 : double.PositiveInfinity) : (found - expected) / series.Unit,
        _ => found - expected,
    };

    // Below this nobody would act, however sure it is: with millions of rows every difference is.
    private static double Least(SignalKind kind) => kind switch
    {
        SignalKind.Volume or SignalKind.Share or SignalKind.Spread => 0.2,
        SignalKind.Distinct => 0.3,
        SignalKind.Level or SignalKind.Trend => 0.1,
        SignalKind.Hours or SignalKind.Shape => 0.02,
        _ => 0.005,
    };
}
