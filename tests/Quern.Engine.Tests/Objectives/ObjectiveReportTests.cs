using Quern.Engine.Objectives;

namespace Quern.Engine.Tests.Objectives;

public sealed class ObjectiveReportTests
{
    private const long Now = 29_000_000;
    private static readonly Objective Answers = new("answers", ObjectiveKind.Errors, "checkout", 0.99, default);

    [Fact]
    public void Sums_AreThoseOfAllMinutesOneByOne()
    {
        var random = new Random(5);
        var (counts, all) = (new MinuteCounts(), new List<(long Minute, long Good, long All)>());
        var minute = Now - (2 * MinuteCounts.Minutes);
        for (var i = 0; i < 5_000; i++)
        {
            minute += random.Next(30);
            var (good, bad) = (random.Next(9), random.Next(3));
            counts.Add(minute, good, good + bad);
            all.Add((minute, good, good + bad));
        }

        foreach (var window in new[] { 1, 5, 60, 360, 10_000, MinuteCounts.Minutes })
        {
            var within = all.Where(one => one.Minute > minute - window).ToArray();
            counts.Sum(minute, window).ShouldBe((within.Sum(one => one.Good), within.Sum(one => one.All)), $"{window}");
        }
    }

    [Fact]
    public void Counts_OfLongAgo_DoNotTakeTheirPlaceBack()
    {
        var counts = new MinuteCounts();
        counts.Add(Now, 1, 2);
        counts.Add(Now - MinuteCounts.Minutes, 100, 100);
        counts.Sum(Now, MinuteCounts.Minutes).ShouldBe((1, 2));
    }

    [Fact]
    public void Budget_IsAllThere_WhileNothingFailed_OrNothingCame()
    {
        ObjectiveReport.Of(Answers, new(), Now).BudgetLeft.ShouldBe(1);
        ObjectiveReport.Of(Answers, Constant(minutes: 100, bad: 0), Now).ShouldSatisfyAllConditions(report => report.BudgetLeft.ShouldBe(1), report => report.Burning.ShouldBeNull());
    }

    [Fact]
    public void Budget_IsHalfUsed_WhenHalfOfWhatMayFailFailed()
    {
        var counts = new MinuteCounts();
        counts.Add(Now - 20_000, 995, 1_000);
        var report = ObjectiveReport.Of(Answers, counts, Now);
        (report.Good, report.All).ShouldBe((995, 1_000));
        report.BudgetLeft.ShouldBe(0.5, 1e-9);
        report.Burning.ShouldBeNull();
    }

    [Theory]
    [InlineData(60, 20, "fast")]
    [InlineData(360, 8, "slow")]
    [InlineData(360, 4, null)]
    [InlineData(4, 20, null)]
    public void Burn_IsOn_WhenTheWholeWindowAndItsEndFail(int minutes, int bad, string? burning)
    {
        // A hundred each minute, of which so many fail at the end.
        var counts = Constant(minutes: 10_000, bad: 0);
        for (var minute = Now - minutes + 1; minute <= Now; minute++) counts.Add(minute, -bad, 0);
        ObjectiveReport.Of(Answers, counts, Now).Burning?.Name.ShouldBe(burning);
        (ObjectiveReport.Of(Answers, counts, Now).Burning is null).ShouldBe(burning is null);
    }

    [Fact]
    public void Burn_EndsSoon_WhenAllIsWellAgain()
    {
        var counts = Constant(minutes: 10_000, bad: 0);
        for (var minute = Now - 60; minute <= Now; minute++) counts.Add(minute, -50, 0);
        ObjectiveReport.Of(Answers, counts, Now).Burning?.Name.ShouldBe("fast");
        for (var minute = Now + 1; minute <= Now + 30; minute++) counts.Add(minute, 100, 100);
        ObjectiveReport.Of(Answers, counts, Now + 30).Burning.ShouldBeNull();
    }

    private static MinuteCounts Constant(int minutes, int bad)
    {
        var counts = new MinuteCounts();
        for (var minute = Now - minutes + 1; minute <= Now; minute++) counts.Add(minute, 100 - bad, 100);
        return counts;
    }
}
