using Quern.Drift;

namespace Quern.Tests.Drift;

public sealed class CalibrationTests
{
    [Fact]
    public void Of_AShortPast_SaysNothing() => Calibration.Of(Enumerable.Range(0, 16).Select(day => (double)day).ToArray(), 7, 0).ShouldBeNull();

    [Fact]
    public void Expected_OfAWeeklyFigure_IsThatOfTheSameWeekday()
    {
        double[] week = [100, 101, 102, 103, 104, 20, 10];
        double[] past = [.. Enumerable.Range(0, 61).Select(day => week[day % 7] + (day % 3 * 0.5))];
        var calibration = Calibration.Of(past, 7, 0)!;
        calibration.Expected.ShouldBe(week[61 % 7], 1);
    }

    [Fact]
    public void Probability_OfAWildFigure_ForgivesMore()
    {
        double[] calm = [.. Enumerable.Range(0, 60).Select(day => Math.Sin(day * 12.9898))];
        double[] wild = [.. calm.Select((value, day) => day % 9 == 0 ? value * 20 : value)];
        var (ofCalm, ofWild) = (Calibration.Of(calm, 7, 0)!, Calibration.Of(wild, 7, 0)!);
        ofWild.Probability(ofWild.Step(10)).ShouldBeGreaterThan(100 * ofCalm.Probability(ofCalm.Step(10)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Probability_FallsWithTheStep(int seed)
    {
        double[] past = [.. Enumerable.Range(0, 60).Select(day => Math.Sin((day * 12.9898) + seed))];
        var calibration = Calibration.Of(past, 7, 0)!;
        var before = 1.0;
        for (var step = 0.0; step < 20; step += 0.1)
        {
            var probability = calibration.Probability(step);
            probability.ShouldBeInRange(0, before);
            calibration.Probability(-step).ShouldBe(probability);
            before = probability;
        }
    }

    [Fact]
    public void Step_OfAConstant_IsMeasuredInItsNoise()
    {
        double[] past = [.. Enumerable.Repeat(0.0, 40)];
        Calibration.Of(past, 7, 0.01)!.Step(0.03).ShouldBe(3, 1e-9);
    }

    [Fact]
    public void Of_GapsInThePast_LeavesThemOut()
    {
        double[] past = [.. Enumerable.Range(0, 60).Select(day => day % 7 == 6 ? double.NaN : 5.0)];
        Calibration.Of(past, 7, 0.1)!.Expected.ShouldBe(5);
    }
}
