using Quern.Engine.Expectations.Series;
using Quern.Engine.Tests.PointInTime;
using Quern.Time;

namespace Quern.Engine.Tests.Expectations;

/// <summary>What is expected of rows together where there are none, few, twins, or clocks that change; and what is said of it.</summary>
public sealed class SeriesTests
{
    private const long Day = 86_400 * Instant.PerSecond;
    private const long Hour = 3_600 * Instant.PerSecond;

    [Fact]
    public void Source_without_a_row_is_stale_and_has_too_few()
    {
        var source = new Together(source => source.ExpectFreshness("1d").ExpectVolume(least: 1, name: "some").ExpectVolume(leastShare: 0.5, name: "usual").ExpectLateness("1h").ExpectVolume(most: 5, name: "few"));
        source.Test([], null, Together.OnDay(10.5)).Select(outcome => outcome.Note).ShouldBe(
        [
            "'an event every 1d' of happenings is not met by 1 gap: first there is no event at all by 1970-01-11T12:00:00Z",
            "'some' of happenings is not met by 1 bucket: first no rows in the 1d from 1970-01-10T00:00:00Z, at least 1 are expected",
            null, null, null,
        ]);
        source.Test([], Together.OnDay(8.5), Together.OnDay(10.5)).Take(2).Select(outcome => outcome.Note).ShouldBe(
        [
            "'an event every 1d' of happenings is not met by 1 gap: first no event for 3d from 1970-01-08T12:00:00Z on, as of 1970-01-11T12:00:00Z",
            "'some' of happenings is not met by 2 buckets: first no rows in each 1d from 1970-01-09T00:00:00Z to 1970-01-11T00:00:00Z, at least 1 are expected",
        ]);
    }

    [Fact]
    public void Share_of_three_usual_rows_says_nothing_unless_it_is_asked_for()
    {
        // Three rows a day, then one.
        var events = Enumerable.Range(0, 36).SelectMany(day => Enumerable.Repeat(Together.At(day * Day), day < 35 ? 3 : 1)).ToList();
        new Together(source => source.ExpectVolume(leastShare: 0.5)).Test(events, null, Together.OnDay(36))[0].Holds.ShouldBeTrue();
        new Together(source => source.ExpectVolume(leastShare: 0.5, minUsual: 3)).Test(events, null, Together.OnDay(36))[0].Note
            .ShouldBe("'rows of each 1d' of happenings is not met by 1 bucket: first 1 row in the 1d from 1970-02-05T00:00:00Z, at least 1.5 are expected, 3 are usual");
        new Together(source => source.ExpectVolume(mostShare: 3)).Test([.. events, .. Enumerable.Repeat(Together.At(34 * Day), 60)], null, Together.OnDay(36))[0].Breaches.ShouldHaveSingleItem()
            .What.ShouldBe("63 rows in the 1d from 1970-02-04T00:00:00Z, at most 60 are expected, 3 are usual");
    }

    [Fact]
    public void Clock_change_moves_the_hours_and_slack_forgives_it()
    {
        // A shop that is open from 8 to 20 by its own clocks, which go forward after five weeks.
        var events = Enumerable.Range(0, 42 * 12).SelectMany(hour => Enumerable.Repeat(Together.At(((hour / 12) * Day) + ((7 + (hour % 12) - (hour / 12 >= 35 ? 1 : 0)) * Hour)), 50)).ToList();
        var strict = new Together(source => source.ExpectVolume(leastShare: 0.5, mostShare: 2, every: "1h")).Test(events, null, Together.OnDay(42))[0];
        strict.Failed.ShouldBe(14);
        strict.Breaches[0].What.ShouldBe("50 rows in the 1h from 1970-02-05T06:00:00Z, at most 40 are expected, 0 are usual");
        strict.Breaches[1].What.ShouldBe("no rows in the 1h from 1970-02-05T18:00:00Z, at least 25 are expected, 50 are usual");
        new Together(source => source.ExpectVolume(leastShare: 0.5, mostShare: 2, every: "1h", slack: "1h")).Test(events, null, Together.OnDay(42))[0].Holds.ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_count_nowhere_are_not_counted()
    {
        Happening[] events = [Together.At(0), Together.At(Day), Together.At(Day) with { Amount = 1 }, Together.At(Day) with { Flag = false }, Together.At(2 * Day)];
        var outcome = new Together(source => source.Where(h => h.Flag ?? true).ExpectVolume(least: 2)).Test(events, null, Together.OnDay(2))[0];
        outcome.Holds.ShouldBeTrue();
        new Together(source => source.Where(h => h.Flag ?? true).Expect("none", h => h.Amount == null, OnFail.Reject).ExpectVolume(least: 2)).Test(events, null, Together.OnDay(2))[0].Holds.ShouldBeFalse();
    }

    [Fact]
    public void Known_at_that_cannot_be_told_is_not_judged() =>
        new Together(source => source.KnownAt(h => h.At.AddSeconds(3_600 / h.Amount ?? 0)).ExpectLateness("30m")).Test([Together.At(0) with { Amount = 0 }, Together.At(0) with { Amount = 1 }], null, Together.OnDay(1))[0]
            .Breaches.ShouldHaveSingleItem().What.ShouldBe("1 of 1 rows of the 1d from 1970-01-01T00:00:00Z are known more than 30m after they happen, up to 1h");

    [Fact]
    public void Gaps_are_over_with_an_event_however_many_there_were()
    {
        var source = new Together(source => source.ExpectFreshness("1m"));
        Happening[] hourly = [.. Enumerable.Range(0, 200).Select(hour => Together.At(hour * Day / 24))];
        bool IsOver(long asOf) => source.Test(hourly, Together.OnDay(1), new(asOf)).ShouldHaveSingleItem().IsOver;

        var last = 199 * Day / 24;
        IsOver(last + 1).ShouldBeTrue();
        IsOver(last + (Day / 48)).ShouldBeFalse();
        source.Test([], null, new(last)).ShouldHaveSingleItem().IsOver.ShouldBeFalse();
        source.Test(hourly[..1], null, new(1)).ShouldHaveSingleItem().IsOver.ShouldBeFalse();
    }

    [Fact]
    public void Long_stretches_without_rows_are_one_finding()
    {
        var outcome = new Together(source => source.ExpectVolume(least: 1, every: "1s").ExpectFreshness("1s")).Test([Together.At(-1_000_000 * Day / 2), Together.At(Day)], null, Together.OnDay(2));
        outcome[0].Breaches.Count.ShouldBe(2);
        outcome[0].Failed.ShouldBe(500_002L * 86_400 - 2);
        outcome[1].Failed.ShouldBe(2);
    }

    [Theory]
    [InlineData(250_000, "0.25s")]
    [InlineData(12_000_000, "12s")]
    [InlineData(18_600_000_000, "5h 10m")]
    [InlineData(273_600_000_000, "3d 4h")]
    [InlineData(86_400_000_000, "1d")]
    [InlineData(86_459_999_999, "1d")]
    public void Times_are_told_in_two_units(long microseconds, string text) => SpanText.Of(new(microseconds)).ShouldBe(text);
}
