using Quern.Definitions;
using Quern.Planning.Snapshots;
using Quern.Planning.Tests;

namespace Quern.Surface.Tests;

/// <summary>What a source expects of its rows: as it is written, as it is wrong, and what of it is meaning.</summary>
public sealed class ExpectationTests
{
    [Fact]
    public void EachForm_HasAConditionAndAName()
    {
        var all = Expectations(source => source
            .Expect("delay is sane", r => r.Delay > -180 && r.Delay < 2880, OnFail.Reject)
            .ExpectNotNull(r => r.Carrier, maxShare: 0.03)
            .ExpectRange(r => r.Delay, -60, 600, OnFail.Observe)
            .ExpectRange(r => r.Fare, 0, 10.5, maxShare: 0.5, every: "1h")
            .ExpectOneOf(r => r.Carrier, ["AA", "DL", "AA"])
            .ExpectOneOf(r => r.Stops, [0, 1, 2])
            .ExpectMatches(r => r.Carrier, "^[A-Z]{2}$", name: "carrier is a code"));
        all.Select(one => $"{one.Name} | {one.Condition.Text} | {one.OnFail} {one.MaxShare} {one.Every}").ShouldBe(
        [
            "delay is sane | ((row.delay > -180) && (row.delay < 2880)) | Reject  1d",
            "carrier is not null | (row.carrier != null) | Warn 0.03 1d",
            "delay is from -60 to 600 | ((row.delay >= -60) && (row.delay <= 600)) | Observe  1d",
            "fare is from 0 to 10.5 | ((row.fare >= 0.0) && (row.fare <= 10.5)) | Warn 0.5 1h",
            "carrier is one of 3 values | ((row.carrier == \"AA\") || (row.carrier == \"DL\")) | Warn  1d",
            "stops is one of 3 values | ((row.stops == 0) || ((row.stops == 1) || (row.stops == 2))) | Warn  1d",
            "carrier is a code | TextPattern.IsMatch(row.carrier, \"^[A-Z]{2}$\") | Warn  1d",
        ]);
        all.ShouldAllBe(one => !one.Unmet.Nullable);
    }

    [Fact]
    public void Deletions_AreNotJudged() => Expectations(source => source.DeletedWhen(r => r.Gone).ExpectNotNull(r => r.Carrier))[0].Unmet.Text.ShouldBe("(!(row.gone) && !((row.carrier != null)))");

    [Fact]
    public void ThousandsOfValues_AreASet() => Expectations(source => source.ExpectOneOf(r => r.Stops, [.. Enumerable.Range(0, 10_000).Select(i => (long)i)])).ShouldHaveSingleItem();

    [Fact]
    public void WhatIsWrong_IsSaidAtOnce()
    {
        var findings = RepositoryReader.Read(new Rows(source => source
            .Expect(" ", r => true)
            .Expect("two\nlines", r => true)
            .Expect("twice", r => r.Delay > 0).Expect("Twice", r => r.Delay > 1)
            .Expect("share", r => r.Delay > 0, maxShare: 1.5).Expect("no share", r => r.Delay > 0, maxShare: double.NaN)
            .Expect("bucket", r => r.Delay > 0, every: "1d").Expect("length", r => r.Delay > 0, maxShare: 0, every: "soon")
            .ExpectMatches(r => r.Carrier, "(").ExpectMatches(r => r.Carrier, "(?=a)b")
            .ExpectRange(r => r.Delay, 3, 2).ExpectRange(r => r.Fare, double.NaN, 1).ExpectRange(r => r.Fare, 0, double.NaN)
            .ExpectOneOf(r => r.Carrier, []).ExpectOneOf(r => r.Carrier, ["AA", null!])
            .ExpectNotNull(r => r.Delay)
            .Expect("not a column", r => r.Lines.Length > 0))).Findings;
        findings.Select(finding => $"{finding.Code} {finding.Message}").ShouldBe(
        [
            "QRN1002 record 'Row': member 'Lines' is string[], which no column can hold",
            "QRN1064 source 'rows': ' ' cannot be an expectation's name",
            "QRN1064 source 'rows': 'two lines' cannot be an expectation's name",
            "QRN1065 source 'rows': two expectations are named 'Twice'",
            "QRN1066 source 'rows', expectation 'share': a share of 1.5 of the rows is not from 0 to 1",
            "QRN1066 source 'rows', expectation 'no share': a share of NaN of the rows is not from 0 to 1",
            "QRN1066 source 'rows', expectation 'bucket': a bucket of time means nothing where no share is allowed",
            "QRN1008 source 'rows', expectation 'length': every 'soon' is not a duration",
            "QRN1067 source 'rows', expectation 'carrier matches (': '(' is not a regular expression that can be used: Invalid pattern '(' at offset 1. Not enough )'s",
            "QRN1067 source 'rows', expectation 'carrier matches (?=a)b': '(?=a)b' is not a regular expression that can be used: it refers back, looks around or is atomic",
            "QRN1068 source 'rows', expectation 'delay is from 3 to 2': nothing lies from 3 to 2",
            "QRN1068 source 'rows', expectation 'fare is from NaN to 1': nothing lies from NaN to 1",
            "QRN1068 source 'rows', expectation 'fare is from 0 to NaN': nothing lies from 0 to NaN",
            "QRN1068 source 'rows', expectation 'carrier is one of 0 values': a set of 0 values is none to choose from",
            "QRN1068 source 'rows', expectation 'carrier is one of 2 values': a set of 2 values is none to choose from",
            "QRN1069 source 'rows', expectation 'delay is not null': it can never be null",
            "QRN1004 source 'rows', expectation 'not a column': 'ArrayLength(row.Lines)' cannot be used in an expression",
        ]);
    }

    [Fact]
    public void Stream_IsNotPausedByAShare()
    {
        RepositoryReader.Read(new SoundRows(source => source.ExpectNotNull(r => r.Fare, OnFail.Pause, 0.5).Stream("rows"))).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN1070");
        Snapshot(source => source.ExpectNotNull(r => r.Fare, OnFail.Pause, 0.5)).Sources[0].Expectations![0].OnFail.ShouldBe("pause");
        Snapshot(source => source.ExpectNotNull(r => r.Fare, OnFail.Pause).Stream("rows")).Sources[0].Expectations![0].OnFail.ShouldBe("pause");
    }

    [Fact]
    public void Rejection_IsMeaning_AndNothingElseIs()
    {
        var plain = Hash(source => source);
        Hash(source => source.Expect("a", r => r.Delay > 0).ExpectNotNull(r => r.Carrier, OnFail.Observe).ExpectNotNull(r => r.Fare, OnFail.Pause)).ShouldBe(plain);
        var rejecting = Hash(source => source.Expect("a", r => r.Delay > 0, OnFail.Reject).Expect("b", r => r.Fare > 0, OnFail.Reject));
        rejecting.ShouldNotBe(plain);
        Hash(source => source.Expect("other", r => r.Fare > 0, OnFail.Reject, 0.5).Expect("names", r => r.Delay > 0, OnFail.Reject).Expect("c", r => r.Fare > 9)).ShouldBe(rejecting);
        Hash(source => source.Expect("a", r => r.Delay > 1, OnFail.Reject).Expect("b", r => r.Fare > 0, OnFail.Reject)).ShouldNotBe(rejecting);
    }

    [Fact]
    public void Plan_TellsWhatChanged_AndThatRejectingNeedsABackfill()
    {
        var before = Snapshot(source => source.Expect("delay is sane", r => r.Delay > 0).ExpectNotNull(r => r.Carrier));
        var after = Snapshot(source => source.Expect("delay is sane", r => r.Delay > -9, OnFail.Reject).ExpectRange(r => r.Fare, 0, 9, maxShare: 0.1));
        var changes = RegistryDiff.Compare(before, after, new HashSet<string> { "view" }).Changes;
        changes.Select(change => $"{change.Sign} {change.Thing} {change.Name}").ShouldBe(["~ source rows", "~ view view"]);
        changes[0].Details.ShouldBe(["expectations: + fare is from 0 to 9", "expectations: ~ delay is sane", "  condition: (row.delay > 0) -> (row.delay > -9)", "  on fail: warn -> reject", "expectations: - carrier is not null"]);
        changes[1].Consequences.ShouldBe(["needs a backfill"]);
        RegistryDiff.Compare(before, after, new HashSet<string>()).Findings.ShouldHaveSingleItem().Code.ShouldBe("QRN2001");
        SnapshotJson.Write(SnapshotJson.Read(SnapshotJson.Write(after))).ShouldBe(SnapshotJson.Write(after));
        var observed = Snapshot(source => source.Expect("delay is sane", r => r.Delay > 0, OnFail.Observe).ExpectNotNull(r => r.Carrier));
        RegistryDiff.Compare(before, observed, new HashSet<string>()).Changes.ShouldHaveSingleItem().NeedsBackfill.ShouldBeFalse();
    }

    private static IReadOnlyList<ExpectationDefinition> Expectations(Func<SourceBuilder<Row>, SourceBuilder<Row>> expect)
    {
        var reading = RepositoryReader.Read(new Rows(expect));
        reading.Findings.Where(finding => finding.Code != "QRN1002").ShouldBeEmpty();
        return reading.Definition.Sources[0].Expectations;
    }

    private static string Hash(Func<SourceBuilder<Sound>, SourceBuilder<Sound>> expect) => ServicePlannerTests.PlanOf(new SoundRows(expect)).Views["view"].Hash;

    private static RepositorySnapshot Snapshot(Func<SourceBuilder<Sound>, SourceBuilder<Sound>> expect) => SnapshotWriter.Of(ServicePlannerTests.PlanOf(new SoundRows(expect)));

    private sealed class Rows(Func<SourceBuilder<Row>, SourceBuilder<Row>> expect) : FeatureRepository
    {
        public Source<Row> Source => Csv<Row>("rows.csv", source => expect(source.EventTime(r => r.At)), "rows");
    }

    private sealed class SoundRows(Func<SourceBuilder<Sound>, SourceBuilder<Sound>> expect) : FeatureRepository
    {
        public FeatureView View => Csv<Sound>("rows.csv", source => expect(source.EventTime(r => r.At)), "rows").By(Entity("carrier"), r => r.Carrier).Windows("1d").Aggregate(w => new { Delay = w.Sum(r => r.Delay) });
    }

    internal record Sound
    {
        public DateTimeOffset At { get; init; }
        public long Delay { get; init; }
        public double? Fare { get; init; }
        public string? Carrier { get; init; }
        public long? Stops { get; init; }
        public bool Gone { get; init; }
    }

    internal sealed record Row : Sound
    {
        public string[] Lines { get; init; } = [];
    }
}
