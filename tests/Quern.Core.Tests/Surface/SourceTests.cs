using Quern.Definitions;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Surface.Tests;

public sealed class SourceTests
{
    [Fact]
    public void Schema_OfARecord_HasItsMembersInOrder() => Definition("plain").Schema.Fields.ShouldBe(
    [
        new("at", "At", ValueKind.Timestamp, false), new("ts", "Ts", ValueKind.Int64, false), new("millis", "Millis", ValueKind.Timestamp, true, EpochUnit.Milliseconds),
        new("Comment Text", "Comment", ValueKind.String, true), new("name", "Name", ValueKind.String, false), new("ratio", "Ratio", ValueKind.Float32, true),
    ]);

    [Theory]
    [InlineData("seconds", 5, 5_000_000)]
    [InlineData("millis", -5, -5_000)]
    [InlineData("micros", 5, 5)]
    [InlineData("nanos", -1, -1)]
    [InlineData("nanos", 1_999, 1)]
    [InlineData("nanos", -1_000, -1)]
    public void EventTime_OfWholeNumbers_IsFlooredToMicroseconds(string source, long count, long expected)
    {
        var definition = Definition(source);
        var batch = new EventBatch(definition.Schema, definition.EventTime.Fields) { Count = 1 };
        ((Int64Column)batch[1]).Append(count);
        definition.EventTime.Evaluate(batch)[0].ShouldBe(Value.Of(new Instant(expected)));
    }

    [Fact]
    public void Settings_AreKept()
    {
        var full = Definition("full");
        (full.Format, full.Location, full.Stream, full.Delay.ToString(), full.Labels.Owner).ShouldBe((SourceFormat.NdJson, "x.json", "live", "2h", "me"));
        full.EventKey!.Text.ShouldBe("row.name");
        full.Filter!.Text.ShouldBe("((row.ratio > 0.5) && (row.ts > 3))");
        full.Labels.Tags["team"].ShouldBe("ops");
        Definition("joined").Inputs.Select(input => input.Name).ShouldBe(["plain", "full"]);
    }

    [Fact]
    public void AtVersion_IsKeptOfADeltaTable_AndRefusedOfOtherFormats()
    {
        var reading = RepositoryReader.Read(new Versions());
        var table = reading.Definition.Sources.Single(source => source.Name == "table");
        (table.Format, table.Location, table.Version).ShouldBe((SourceFormat.Delta, "data/table", 12));
        reading.Definition.Sources.Single(source => source.Name == "latest").Version.ShouldBeNull();
        reading.Findings.Select(finding => $"{finding.Code}: {finding.Message}").ShouldBe(
            ["QRN1019: source 'file': AtVersion means nothing for Parquet files", "QRN1019: source 'query': AtVersion means nothing for a query"]);
    }

    private static SourceDefinition Definition(string name)
    {
        var reading = RepositoryReader.Read(new Sources());
        reading.Findings.ShouldBeEmpty();
        return reading.Definition.Sources.Single(source => source.Name == name);
    }

    internal sealed class Sources : FeatureRepository
    {
        public Source<Row> Plain => Csv<Row>("x.csv", source => source.EventTime(r => r.At));

        public Source<Row> Seconds => Csv<Row>("x.csv", source => source.EventTime(r => r.Ts, EpochUnit.Seconds));

        public Source<Row> Millis => Csv<Row>("x.csv", source => source.EventTime(r => r.Ts, EpochUnit.Milliseconds));

        public Source<Row> Micros => Csv<Row>("x.csv", source => source.EventTime(r => r.Ts, EpochUnit.Microseconds));

        public Source<Row> Nanos => Csv<Row>("x.csv", source => source.EventTime(r => r.Ts, EpochUnit.Nanoseconds));

        public Source<Row> Full => NdJson<Row>("x.json", source => source
            .EventTime(r => r.At).Delay("2h").Where(r => r.Ratio > 0.5f).Where(other => other.Ts > 3).EventKey(r => r.Name).Stream("live").Owner("me").Describe("rows").Tag("team", "ops"));

        public Source<Row> Joined => Sql<Row>("select * from plain join full", source => source.EventTime(r => r.At).KnownAt(r => r.Millis), [Plain, Full]);
    }

    internal sealed class Versions : FeatureRepository
    {
        public Source<Row> Table => Delta<Row>("data/table", source => source.EventTime(r => r.At).AtVersion(12));

        public Source<Row> Latest => Delta<Row>("data/table", source => source.EventTime(r => r.At));

        public Source<Row> File => Parquet<Row>("x.parquet", source => source.EventTime(r => r.At).AtVersion(1));

        public Source<Row> Query => Sql<Row>("select * from table", source => source.EventTime(r => r.At).AtVersion(1), [Table]);
    }

    internal sealed record Row(DateTime At, long Ts, [Column(Epoch = EpochUnit.Milliseconds)] DateTimeOffset? Millis, [Column("Comment Text")] string? Comment)
    {
        public string Name { get; init; } = "";

        public float? Ratio { get; init; }

        public double Twice => Ratio * 2 ?? 0;
    }
}
