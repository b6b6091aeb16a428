using System.Text;
using System.Text.Json.Nodes;
using Quern.Protocol.Json;
using Quern.Protocol.Online;
using Quern.Values;

namespace Quern.Protocol.Tests.Online;

public sealed class VectorWriterTests
{
    [Fact]
    public void Answer_IsFeastsColumns_KeysFirst()
    {
        var text = Write("pickups", """{"zone":["a\"","b"],"driver_id":[7,null]}""", FeastStatus.Strict, fullNames: false, versions: false,
            (Column(DataType.Scalar(ValueKind.Float64), (Value.Of(2.5), FeatureStatus.Present), (Value.Null, FeatureStatus.NotFound)), 0, [1_500_000, 0]),
            (Column(DataType.Scalar(ValueKind.Int64), (Value.Of(3L), FeatureStatus.Present), (Value.Of(0L), FeatureStatus.Present)), 1, [983_404_800_000_000, 983_404_800_000_001]));
        text.ShouldBe(
            """{"results":[{"values":["a\"","b"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},"""
            + """{"values":[7,null],"statuses":["PRESENT","NULL_VALUE"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},"""
            + """{"values":[2.5,null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["1970-01-01T00:00:01.500Z","1970-01-01T00:00:00Z"]},"""
            + """{"values":[3,0],"statuses":["PRESENT","PRESENT"],"event_timestamps":["2001-03-01T00:00:00Z","2001-03-01T00:00:00.000001Z"]}],"metadata":"""
            + """{"feature_names":["zone","driver_id","mean_fare_1h","rides_1h"]}}""");
    }

    [Fact]
    public void Names_Full_HaveTheirViews_KeysHaveNot() => Names(Write("drivers", """{"driver_id":[]}""", FeastStatus.Strict, fullNames: true, versions: false, Empty(), Empty(), Empty()))
        .ShouldBe(["driver_id", "driver_rides__rides_1h", "driver_rides__mean_fare_1h", "driver_rides__last_zones_1h"]);

    [Fact]
    public void Names_OfAliases_HaveTheAlias() => Names(Write("trips", """{"pickup":[],"dropoff":[]}""", FeastStatus.Strict, fullNames: false, versions: false, Empty(), Empty()))
        .ShouldBe(["pickup", "dropoff", "from__rides_1h", "to__rides_1h"]);

    [Fact]
    public void Versions_WhenAskedFor_AreTold() =>
        JsonNode.Parse(Write("pickups", """{"driver_id":[],"zone":[]}""", FeastStatus.Strict, fullNames: false, versions: true, Empty(), Empty()))!["metadata"]!["feature_view_metadata"]!
            .ToJsonString().ShouldBe("""[{"name":"driver_rides","version":1},{"name":"zone_rides","version":2}]""");

    [Fact]
    public void EventTimes_OfOneRead_AreTheSameForItsFeatures()
    {
        var column = Column(DataType.Scalar(ValueKind.Int64), (Value.Of(1L), FeatureStatus.Present));
        var results = JsonNode.Parse(Write("drivers", """{"driver_id":[1]}""", FeastStatus.Strict, false, false, (column, 0, [123_000]), (column, 0, [123_000]), (column, 0, [123_000])))!["results"]!;
        Enumerable.Range(1, 3).Select(i => results[i]!["event_timestamps"]!.ToJsonString()).ShouldAllBe(times => times == """["1970-01-01T00:00:00.123Z"]""");
    }

    [Theory]
    [InlineData(FeatureStatus.Present, "PRESENT", "PRESENT")]
    [InlineData(FeatureStatus.NullValue, "NULL_VALUE", "PRESENT")]
    [InlineData(FeatureStatus.NotFound, "NOT_FOUND", "NOT_FOUND")]
    [InlineData(FeatureStatus.OutsideMaxAge, "OUTSIDE_MAX_AGE", "NOT_FOUND")]
    [InlineData(FeatureStatus.Overflow, "INVALID", "NOT_FOUND")]
    [InlineData(FeatureStatus.TooManyValues, "INVALID", "NOT_FOUND")]
    [InlineData(FeatureStatus.Failed, "INVALID", "NOT_FOUND")]
    public void Status_IsHonestOrPythons(FeatureStatus status, string strict, string python)
    {
        StatusOf(FeastStatus.Strict).ShouldBe(strict);
        StatusOf(FeastStatus.Python).ShouldBe(python);

        string StatusOf(FeastStatus mode)
        {
            var column = Column(DataType.Scalar(ValueKind.Int64), (status == FeatureStatus.Present ? Value.Of(1L) : Value.Null, status));
            return (string)JsonNode.Parse(Write("drivers", """{"driver_id":[1]}""", mode, false, false, (column, 0, [0]), (column, 0, [0]), (column, 0, [0])))!["results"]![1]!["statuses"]![0]!;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void ValueWithoutAForm_IsNull(double value)
    {
        var column = Column(DataType.Scalar(ValueKind.Float64), (Value.Of(value), FeatureStatus.Present), (Value.Of(1.0), FeatureStatus.Present));
        var result = JsonNode.Parse(Write("drivers", """{"driver_id":[1,2]}""", FeastStatus.Strict, false, false, (column, 0, [0, 0]), (column, 0, [0, 0]), (column, 0, [0, 0])))!["results"]![1]!;
        result["values"]!.ToJsonString().ShouldBe("[null,1.0]");
        result["statuses"]!.ToJsonString().ShouldBe("""["NULL_VALUE","PRESENT"]""");
    }

    private static (ResultColumn, int, long[]) Empty() => (new(DataType.Scalar(ValueKind.Int64), 0), 0, []);

    private static ResultColumn Column(DataType type, params (Value Value, FeatureStatus Status)[] rows)
    {
        var column = new ResultColumn(type, rows.Length);
        var writer = column.OpenWriter();
        for (var row = 0; row < rows.Length; row++) writer.Set(row, rows[row].Value, rows[row].Status);
        return column;
    }

    private static string Write(string service, string entities, FeastStatus status, bool fullNames, bool versions, params (ResultColumn Values, int Read, long[] Times)[] outputs)
    {
        var (request, findings) = Requests.Read(service, Requests.Body(entities));
        findings.ShouldBeNull();
        var json = new JsonBuffer();
        var writer = new VectorWriter(RideFeatures.Prepared(service), status);
        writer.Begin(json, request);
        foreach (var (values, read, times) in outputs) writer.Feature(values, read, times);
        writer.End(fullNames, versions);
        return Encoding.UTF8.GetString(json.Written);
    }

    private static string[] Names(string answer) => [.. JsonNode.Parse(answer)!["metadata"]!["feature_names"]!.AsArray().Select(name => (string)name!)];
}
