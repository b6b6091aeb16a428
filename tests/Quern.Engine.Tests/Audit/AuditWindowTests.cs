using Quern.Engine.Audit;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Audit;

/// <summary>What several audits found, as one report.</summary>
public sealed class AuditWindowTests
{
    private static readonly Duration Hour = new(3_600 * Instant.PerSecond);

    private readonly AuditWindow _window = new(Hour, mostExamples: 3);

    [Fact]
    public void Sum_AddsWhatStillCounts_AndForgetsTheRest()
    {
        _window.Sum(At(0)).ShouldBeNull();
        _window.Add(At(0), Report(0, "1", logged: 5, young: 1, compared: 4, different: 1, [new("spending", 8, 1)], [new("spending", SkewCause.LateEvent, 1)], "old"));
        _window.Add(At(30), Report(30, "2", logged: 7, young: 2, compared: 6, different: 3, [new("spending", 12, 3), new("membership", 6, 1)], [new("spending", SkewCause.LateEvent, 2), new("spending", SkewCause.Version, 1), new("membership", SkewCause.Ttl, 1)], "new", "old"));

        var both = _window.Sum(At(60)).ShouldNotBeNull();
        (both.Version, both.Served, both.Counts).ShouldBe(("2", new Interval(At(0), At(31)), new AuditCounts(12, 2, 10, 4)));
        both.Views.ShouldBe([new("membership", 6, 1), new("spending", 20, 4)]);
        both.Rates.ShouldBe([new("membership", SkewCause.Ttl, 1), new("spending", SkewCause.LateEvent, 3), new("spending", SkewCause.Version, 1)]);
        both.Notes.ShouldBe(["old", "new"]);
        (both.Rate(strict: true), both.Rate(strict: false)).ShouldBe((5 / 26.0, 2 / 26.0));

        var one = _window.Sum(new(At(60).Microseconds + 1)).ShouldNotBeNull();
        (one.Served, one.Counts).ShouldBe((new Interval(At(30), At(31)), new AuditCounts(7, 2, 6, 3)));
        one.Views.ShouldBe([new("membership", 6, 1), new("spending", 12, 3)]);
        _window.Sum(At(91)).ShouldBeNull();
    }

    [Fact]
    public void Examples_AreThoseOfTheLatestReports_AndNoMoreThanItMay()
    {
        foreach (var minute in new[] { 0, 1, 2 })
            _window.Add(At(minute), Report(minute, "1", logged: 2, young: 0, compared: 2, different: 2, [new("spending", 2, 2)], [new("spending", SkewCause.Unknown, 2)]) with { Examples = [Example($"{minute} a"), Example($"{minute} b")] });
        _window.Sum(At(3))!.Examples.Select(example => example.RequestId).ShouldBe(["2 a", "2 b", "1 a"]);
    }

    private static Instant At(int minute) => new(AuditedShop.Noon.Microseconds + (60 * minute * Instant.PerSecond));

    private static AuditReport Report(int minute, string version, long logged, long young, long compared, long different, AuditedView[] views, AuditRate[] rates, params string[] notes) =>
        new("checkout", version, new(At(minute), At(minute + 1)), new(logged, young, compared, different), views, rates, [], notes);

    private static AuditExample Example(string request) =>
        new(request, 0, At(0), "1", [], "spending", "spent_1h", new(Value.Null, FeatureStatus.NotFound), new(Value.Null, FeatureStatus.NotFound), SkewCause.Unknown, "");
}
