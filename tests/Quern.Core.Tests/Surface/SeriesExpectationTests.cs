using Quern.Definitions;
using Quern.Planning.Snapshots;
using Quern.Planning.Tests;

namespace Quern.Surface.Tests;

/// <summary>What a source expects of its rows together: as it is written, and as it is wrong.</summary>
public sealed class SeriesExpectationTests
{
    [Fact]
    public void EachForm_HasATextAndAName()
    {
        var reading = RepositoryReader.Read(new Rows(source => source
            .ExpectVolume(least: 100, most: 5000)
            .ExpectVolume(leastShare: 0.5, mostShare: 3, every: "1h", weeks: 2, slack: "1h", minUsual: 5, onFail: OnFail.Pause)
            .ExpectFreshness("2h", OnFail.Observe, "never quiet")
            .ExpectLateness("30m", maxShare: 0.01, every: "1h")
            .ExpectUnique(r => r.Who)
            .ExpectUnique(r => new { r.Who, r.At }, within: "1h", name: "twice")
            .ExpectMonotone(r => r.Total, by: r => r.Who)
            .ExpectMonotone(r => r.Known, by: r => new { r.Who, r.Total }, within: "7d")));
        reading.Findings.ShouldBeEmpty();
        reading.Definition.Sources[0].SeriesExpectations.Select(one => $"{one.Kind} | {one.Name} | {one.Text} | {one.OnFail}").ShouldBe(
        [
            "volume | rows of each 1d | rows of each 1d: at least 100, at most 5000 | Warn",
            "volume | rows of each 1h | rows of each 1h: at least 0.5 of the usual, at most 3 of the usual, usual of 2 weeks, from 5 rows on, give or take 1h | Pause",
            "freshness | never quiet | an event every 2h | Observe",
            "lateness | known within 30m | known within 30m, but for 0.01 of each 1h | Warn",
            "unique | one row of who within 1d | one row of row.who, within 1d | Warn",
            "unique | twice | one row of row.who, row.at, within 1h | Warn",
            "monotone | total does not go down by who | row.total does not go down by row.who, within 1d | Warn",
            "monotone | known does not go down by who, total | row.known does not go down by row.who, row.total, within 7d | Warn",
        ]);
    }

    [Fact]
    public void WhatIsWrong_IsSaidAtOnce() => Findings(new Rows(source => source
        .ExpectVolume(name: "nothing")
        .ExpectVolume(least: 5, most: 4, name: "range").ExpectVolume(least: -1, name: "negative")
        .ExpectVolume(leastShare: 1.5, mostShare: 0.5, name: "shares").ExpectVolume(leastShare: double.NaN, mostShare: double.PositiveInfinity, name: "not finite")
        .ExpectVolume(leastShare: 0.5, weeks: 0, minUsual: 0, every: "5d", name: "usual").ExpectVolume(leastShare: 0.5, every: "1h", slack: "90m", name: "slack")
        .ExpectVolume(leastShare: 0.5, every: "1h", slack: "2d", name: "much slack").ExpectVolume(least: 1, weeks: 2, name: "no share")
        .ExpectFreshness("soon").ExpectFreshness("1h", OnFail.Reject).ExpectFreshness("1h", name: "AN EVENT every 1h").ExpectFreshness("1h", name: " ")
        .ExpectUnique(r => r.Who, "never").ExpectUnique(r => r.Who.Normalize(), onFail: OnFail.Reject, name: "computed").ExpectMonotone(r => r.Who, r => r.Total)
        .ExpectLateness("1h", maxShare: 2))).ShouldBe(
        [
            "QRN1072 source 'rows', expectation 'nothing': it expects nothing",
            "QRN1072 source 'rows', expectation 'range': rows cannot be at least 5 and at most 4",
            "QRN1072 source 'rows', expectation 'negative': rows cannot be at least -1",
            "QRN1072 source 'rows', expectation 'shares': leastShare cannot be 1.5",
            "QRN1072 source 'rows', expectation 'shares': mostShare cannot be 0.5",
            "QRN1072 source 'rows', expectation 'not finite': leastShare cannot be NaN",
            "QRN1072 source 'rows', expectation 'not finite': mostShare cannot be Infinity",
            "QRN1073 source 'rows', expectation 'usual': weeks cannot be 0",
            "QRN1073 source 'rows', expectation 'usual': minUsual cannot be 0",
            "QRN1073 source 'rows', expectation 'usual': every cannot be 5d",
            "QRN1073 source 'rows', expectation 'slack': slack cannot be 90m",
            "QRN1073 source 'rows', expectation 'much slack': slack cannot be 2d",
            "QRN1073 source 'rows', expectation 'no share': the usual means nothing where no share of it is asked for",
            "QRN1008 source 'rows', expectation 'an event every soon': longest 'soon' is not a duration",
            "QRN1071 source 'rows', expectation 'an event every 1h': it cannot reject",
            "QRN1065 source 'rows': two expectations are named 'AN EVENT every 1h'",
            "QRN1064 source 'rows': ' ' cannot be an expectation's name",
            "QRN1008 source 'rows', expectation 'one row of who within never': within 'never' is not a duration",
            "QRN1004 source 'rows', expectation 'computed': 'row.who.Normalize()' cannot be used in an expression",
            "QRN1071 source 'rows', expectation 'computed': it cannot reject",
            "QRN1075 source 'rows', expectation 'who does not go down by total': row.who does not go up or down",
            "QRN1066 source 'rows', expectation 'known within 1h': a share of 2 of the rows is not from 0 to 1",
        ]);

    [Fact]
    public void Stream_IsNotPausedByRowsTogether_AndIsKnownWhenItComes()
    {
        Findings(new Rows(source => source.Stream("rows").ExpectFreshness("1h", OnFail.Pause).ExpectLateness("1h"), known: false)).ShouldBe(["QRN1070 source 'rows', expectation 'an event every 1h': a stream cannot be paused by its rows together"]);
        Findings(new Rows(source => source.Delay("2h").ExpectLateness("1h"), known: false)).ShouldBe(["QRN1074 source 'rows', expectation 'known within 1h': nothing says when single rows were known"]);
    }

    [Fact]
    public void Deletions_HaveNoKey() => RepositoryReader.Read(new Rows(source => source.ExpectUnique(r => r.Who).DeletedWhen(r => r.Total < 0))).Definition.Sources[0].SeriesExpectations[0]
        .ShouldBeOfType<UniqueExpectation>().Judged!.Text.ShouldBe("!((row.total < 0.0))");

    [Fact]
    public void Expectation_IsNoMeaning_AndIsInThePlan()
    {
        var (before, after) = (Snapshot(source => source.ExpectFreshness("1h")), Snapshot(source => source.ExpectFreshness("2h", name: "an event every 1h")));
        after.Views[0].Hash.ShouldBe(before.Views[0].Hash);
        RegistryDiff.Compare(before, after, new HashSet<string>()).Changes.ShouldHaveSingleItem().Details.ShouldBe(["expectations: ~ an event every 1h", "  condition: an event every 1h -> an event every 2h"]);
        SnapshotJson.Write(SnapshotJson.Read(SnapshotJson.Write(after))).ShouldBe(SnapshotJson.Write(after));
    }

    private static IEnumerable<string> Findings(FeatureRepository repository) => RepositoryReader.Read(repository).Findings.Select(finding => $"{finding.Code} {finding.Message}");

    private static RepositorySnapshot Snapshot(Func<SourceBuilder<Row>, SourceBuilder<Row>> expect) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(new Rows(expect)));

    private sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public DateTimeOffset Known { get; init; }
        public string Who { get; init; } = "";
        public double? Total { get; init; }
    }

    private sealed class Rows(Func<SourceBuilder<Row>, SourceBuilder<Row>> expect, bool known = true) : FeatureRepository
    {
        public Source<Row> All => Csv<Row>("rows.csv", source => expect(known ? source.EventTime(r => r.At).KnownAt(r => r.Known) : source.EventTime(r => r.At)), "rows");

        public Entity Person => Entity("person", "", "who");

        public FeatureView View => All.By(Person, r => r.Who).Windows("1d").Aggregate(w => new { Count = w.Count() });
    }
}
