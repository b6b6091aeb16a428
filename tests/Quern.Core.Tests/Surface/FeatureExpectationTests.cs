using Quern.Planning;
using Quern.Planning.Snapshots;
using Quern.Planning.Tests;
using Quern.Time;
using Quern.Values;

namespace Quern.Surface.Tests;

/// <summary>What a view expects of its features: as it is written, as it is wrong, and what holds of a value.</summary>
public sealed class FeatureExpectationTests
{
    [Fact]
    public void EachForm_HasATextAndAName()
    {
        var most = 10.0;
        var reading = RepositoryReader.Read(new Rows(view => view
            .ExpectRange("sum_1d", -60, 600.5, OnFail.Observe)
            .ExpectNotNull("sum_1d", maxShare: 0.05)
            .ExpectOneOf("last_1d", ["a", "b\"c"])
            .ExpectOneOf("count_1d", [0, 1], name: "few")
            .Expect<double>("below", "sum_1d", sum => sum < most)));
        reading.Findings.ShouldBeEmpty();
        reading.Definition.Views[0].Expectations.Select(one => $"{one.Name} | {one.Text} | {one.OnFail}").ShouldBe(
        [
            "sum_1d is from -60 to 600.5 | sum_1d: from -60 to 600.5 | Observe",
            "sum_1d is not null | sum_1d: not null, but for 0.05 | Warn",
            "last_1d is one of 2 values | last_1d: one of [\"a\",\"b\\u0022c\"] | Warn",
            "few | count_1d: one of [0,1] | Warn",
            "below | sum_1d: sum => (sum < 10) | Warn",
        ]);
    }

    [Fact]
    public void WhatIsWrong_IsSaidAtOnce()
    {
        var reading = RepositoryReader.Read(new Rows(view => view
            .ExpectRange("sum_1d", 3, 2).ExpectRange("sum_1d", double.NaN, 2).ExpectOneOf("last_1d", Array.Empty<string>()).ExpectOneOf("last_1d", ["a", null!], name: "a null")
            .ExpectNotNull("sum_1d", OnFail.Pause, 1.5).ExpectNotNull("sum_1d", OnFail.Reject).ExpectNotNull("sum_1d", name: "two\nlines")));
        reading.Findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(
        [
            "QRN1068 view 'view', feature 'sum_1d': nothing lies from 3 to 2",
            "QRN1068 view 'view', feature 'sum_1d': nothing lies from NaN to 2",
            "QRN1068 view 'view', feature 'last_1d': a set of 0 values is none to choose from",
            "QRN1068 view 'view', feature 'last_1d': a set of 2 values is none to choose from",
            "QRN1066 view 'view', expectation 'sum_1d is not null': a share of 1.5 of the rows is not from 0 to 1",
            "QRN1065 view 'view': two expectations are named 'sum_1d is not null'",
            "QRN1078 view 'view', expectation 'sum_1d is not null': a feature's value cannot be rejected",
            "QRN1064 view 'view': 'two lines' cannot be an expectation's name",
        ]);
    }

    [Fact]
    public void FeatureThatIsNotThere_OrOfAnotherType_IsSaidByThePlan() =>
        RepositoryPlanner.Plan(RepositoryReader.Read(new Rows(view => view
            .ExpectNotNull("sum_2d").ExpectRange("last_1d", 0, 1).ExpectOneOf("sum_1d", [1]).ExpectOneOf("count_1d", ["a"]).Expect<long>("whole", "sum_1d", sum => sum > 0)
            .Expect<object>("anything", "count_1d", value => value != null).Expect<bool>("list", "lasts_1d", value => value).ExpectNotNull("lasts_1d").Expect<double>("whole too", "count_1d", value => value > 0.5))), new PlanOptions()).Findings
            .Select(finding => $"{finding.Code} {finding.Message} | {finding.Hint}").ShouldBe(
        [
            "QRN1076 view 'view', expectation 'sum_2d is not null': the view has no feature 'sum_2d' | did you mean 'sum_1d'?",
            .. new[] { ("last_1d is from 0 to 1", "last_1d", "string", "numbers"), ("sum_1d is one of 1 values", "sum_1d", "float64", "whole numbers"), ("count_1d is one of 1 values", "count_1d", "int64", "texts"), ("whole", "sum_1d", "float64", "whole numbers"),
                ("anything", "count_1d", "int64", "double, long, string, bool or DateTimeOffset"), ("list", "lasts_1d", "list<string>", "truth values") }
                .Select(one => $"QRN1077 view 'view', expectation '{one.Item1}': '{one.Item2}' is {one.Item3}, and the rule is for {one.Item4} | use ExpectRange of numbers, ExpectOneOf of texts and whole numbers, Expect of single values, ExpectNotNull of any."),
        ]);

    [Fact]
    public void Value_MeetsItsRule_NullMostRules_AndNaNNoRange()
    {
        var rules = new Rows(view => view.ExpectRange("count_1d", 0, 2).ExpectNotNull("count_1d").ExpectOneOf("last_1d", ["a"]).ExpectOneOf("count_1d", [1], name: "one")
            .Expect<double>("double", "count_1d", value => value > 0.5).Expect<long>("long", "count_1d", value => 2 / value > 1).Expect<DateTimeOffset>("time", "at", value => value.Year == 1970).Expect<bool>("bool", "is", value => value)).View.Definition.Expectations.Select(one => one.Rule).ToArray();
        rules.Select(rule => rule.IsMet(Value.Null)).ShouldBe([true, false, true, true, true, true, true, true]);
        new[] { Value.Of(2L), Value.Of(3L), Value.Of(-0.1), Value.Of(double.NaN), Value.Of(2.0) }.Select(rules[0].IsMet).ShouldBe([true, false, false, false, true]);
        (rules[2].IsMet(Value.Of("a")), rules[2].IsMet(Value.Of("A")), rules[3].IsMet(Value.Of(1L)), rules[3].IsMet(Value.Of(0L))).ShouldBe((true, false, true, false));
        (rules[4].IsMet(Value.Of(1L)), rules[4].IsMet(Value.Of(0.4)), rules[5].IsMet(Value.Of(1L)), rules[5].IsMet(Value.Of(2L))).ShouldBe((true, false, true, false));
        (rules[6].IsMet(Value.Of(new Instant(0))), rules[7].IsMet(Value.Of(true)), rules[7].IsMet(Value.Of(false))).ShouldBe((true, true, false));
        Should.Throw<DivideByZeroException>(() => rules[5].IsMet(Value.Of(0L)));
    }

    [Fact]
    public void Expectation_IsNoMeaning_AndIsInThePlan()
    {
        var (before, after) = (Snapshot(view => view), Snapshot(view => view.ExpectNotNull("sum_1d")));
        after.Views[0].Hash.ShouldBe(before.Views[0].Hash);
        var change = RegistryDiff.Compare(before, after, new HashSet<string>()).Changes.ShouldHaveSingleItem();
        (string.Join('\n', change.Details), change.NeedsBackfill).ShouldBe(("expectations: + sum_1d is not null", false));
        SnapshotJson.Write(SnapshotJson.Read(SnapshotJson.Write(after))).ShouldBe(SnapshotJson.Write(after));
    }

    private static RepositorySnapshot Snapshot(Func<FeatureView, FeatureView> expect) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(new Rows(expect)));

    private sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public string Who { get; init; } = "";
        public double Amount { get; init; }
    }

    private sealed class Rows(Func<FeatureView, FeatureView> expect) : FeatureRepository
    {
        public Entity Person => Entity("person", "", "who");

        public FeatureView View => expect(Csv<Row>("rows.csv", source => source.EventTime(r => r.At), "rows").By(Person, r => r.Who).Windows("1d")
            .Aggregate(w => new { Count = w.Count(), Sum = w.Sum(r => r.Amount), Last = w.Last(r => r.Who), Lasts = w.Last(r => r.Who, 2) }));
    }
}
