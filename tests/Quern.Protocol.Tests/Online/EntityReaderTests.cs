using Quern.Protocol.Online;
using Quern.Time;
using Quern.Values;
using static Quern.Protocol.Tests.Online.Requests;

namespace Quern.Protocol.Tests.Online;

public sealed class EntityReaderTests
{
    [Theory]
    [InlineData("7", 7L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("7.0", 7L)]
    [InlineData("7e2", 700L)]
    [InlineData("\"7\"", 7L)]
    [InlineData("\"-7\"", -7L)]
    public void WholeNumberKey_TakesWholeNumbers(string json, long expected)
    {
        var (entities, findings) = Read("drivers", Body($$"""{"driver_id":[{{json}}]}"""));
        findings.ShouldBeNull();
        entities.JoinKeys[0][0].ShouldBe(Value.Of(expected));
    }

    [Theory]
    [InlineData("7.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1e400")]
    [InlineData("\"07\"")]
    [InlineData("\"+7\"")]
    [InlineData("\" 7\"")]
    [InlineData("\"-0\"")]
    [InlineData("\"\"")]
    [InlineData("\"seven\"")]
    [InlineData("true")]
    [InlineData("[7]")]
    [InlineData("{}")]
    public void WholeNumberKey_RefusesTheRest(string json) => Codes(Read("drivers", Body($$"""{"driver_id":[{{json}}]}""")).Findings).ShouldBe(["QRN5008"]);

    [Theory]
    [InlineData("\"ORD\"", "ORD")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\u00e9\\n\\\"\"", "aé\n\"")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\" Zürich 東京 \"", " Zürich 東京 ")]
    [InlineData("7", "7")]
    [InlineData("-0", "0")]
    public void TextKey_TakesTextAndWholeNumbers(string json, string expected)
    {
        var (entities, findings) = Read("pickups", Body($$"""{"driver_id":[1],"zone":[{{json}}]}"""));
        findings.ShouldBeNull();
        entities.JoinKeys[1][0].ShouldBe(Value.Of(expected));
    }

    [Theory]
    [InlineData("7.0")]
    [InlineData("true")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("[]")]
    public void TextKey_RefusesTheRest(string json) => Codes(Read("pickups", Body($$"""{"driver_id":[1],"zone":[{{json}}]}""")).Findings).ShouldBe(["QRN5008"]);

    [Fact]
    public void RequestFields_OfEveryKind_AreTyped()
    {
        var (entities, findings) = Read("scores", Body(
            """{"driver_id":[1],"flag":[true],"small":[-3],"big":[4000000000],"ratio":[0.1],"price":[0.1],"note":["x"],"at":["2001-03-01T00:00:00.5+01:00"]}"""));
        findings.ShouldBeNull();
        Enumerable.Range(0, 7).Select(i => Named(entities, i)).ShouldBe(
        [
            ("flag", Value.Of(true)), ("small", Value.OfBits(ValueKind.Int32, -3)), ("big", Value.Of(4_000_000_000)), ("ratio", Value.Of(0.1f)), ("price", Value.Of(0.1)), ("note", Value.Of("x")),
            ("at", Value.Of(Parsed("2001-02-28T23:00:00.5Z"))),
        ]);
    }

    [Theory]
    [InlineData("983404800", "2001-03-01T00:00:00Z")]
    [InlineData("-1", "1969-12-31T23:59:59Z")]
    [InlineData("\"2001-03-01\"", "2001-03-01T00:00:00Z")]
    public void Timestamp_TakesSecondsAndText(string json, string expected)
    {
        var (entities, findings) = Read("scores", Body($$"""{"driver_id":[1],"flag":[null],"small":[null],"big":[null],"ratio":[null],"price":[null],"note":[null],"at":[{{json}}]}"""));
        findings.ShouldBeNull();
        Named(entities, 6).Value.ShouldBe(Value.Of(Parsed(expected)));
    }

    [Theory]
    [InlineData("flag", "1")]
    [InlineData("flag", "\"true\"")]
    [InlineData("small", "2147483648")]
    [InlineData("small", "-2147483649")]
    [InlineData("big", "9223372036854775808")]
    [InlineData("ratio", "1e39")]
    [InlineData("ratio", "\"0.5\"")]
    [InlineData("price", "1e309")]
    [InlineData("price", "\"0.5\"")]
    [InlineData("at", "\"noon\"")]
    [InlineData("at", "99999999999999")]
    [InlineData("at", "1.5")]
    public void RequestField_OfAnotherKind_IsRefused(string field, string json)
    {
        string[] fields = ["flag", "small", "big", "ratio", "price", "note", "at"];
        var entities = string.Join(",", fields.Select(name => $"\"{name}\":[{(name == field ? json : "null")}]"));
        var (_, findings) = Read("scores", Body($$"""{"driver_id":[1],{{entities}}}"""));
        findings!.Single().Finding.Message.ShouldStartWith($"Column '{field}' of 'entities' must hold ");
    }

    [Fact]
    public void Null_IsAValueOfEveryColumn()
    {
        var (entities, findings) = Read("pickups", Body("""{"driver_id":[1,null],"zone":[null,"a"]}"""));
        findings.ShouldBeNull();
        entities.JoinKeys.Select(column => (column.IsNull(0), column.IsNull(1))).ShouldBe([(false, true), (true, false)]);
    }

    [Fact]
    public void Order_IsTheRequests()
    {
        var (entities, _) = Read("pickups", Body("""{"zone":["a"],"more":[1],"driver_id":[1]}"""));
        entities.Order.ToArray().ShouldBe([1, 0]);
    }

    [Fact]
    public void UnknownColumns_ArePassedOver()
    {
        var (entities, findings) = Read("drivers", Body("""{"x":{"driver_id":[9]},"driver_id":[1,1],"y":[1,2,3],"z":"no array","y":[]}"""));
        findings.ShouldBeNull();
        entities.Rows.ShouldBe(2);
    }

    [Fact]
    public void EntityName_StandsForItsOneJoinKey()
    {
        var (entities, findings) = Read("drivers", Body("""{"driver":[5]}"""));
        findings.ShouldBeNull();
        entities.JoinKeys[0][0].ShouldBe(Value.Of(5L));
    }

    [Fact]
    public void EntityName_OfAnEntityReadTwice_MeansNeitherKey() =>
        Codes(Read("trips", Body("""{"zone":["a"]}""")).Findings).ShouldBe(["QRN5006", "QRN5006"]);

    [Fact]
    public void EntityNameAndJoinKey_AreTheSameColumnTwice() => Codes(Read("drivers", Body("""{"driver":[5],"driver_id":[5]}""")).Findings).ShouldBe(["QRN5004"]);

    [Fact]
    public void RaggedColumns_AreToldWithTheirLengths()
    {
        var (_, findings) = Read("pickups", Body("""{"driver_id":[1,2,3],"zone":["a"]}"""));
        findings!.Single().Finding.Detail.ShouldBe("'driver_id' has 3, 'zone' has 1.");
    }

    [Fact]
    public void NameWithHalfASurrogatePair_IsPassedOver()
    {
        var (entities, findings) = Read("drivers", Body("""{"\ud800":[9],"driver_id":[1],"driver\u005fid\udc00":[2,3]}"""));
        findings.ShouldBeNull();
        entities.JoinKeys[0][0].ShouldBe(Value.Of(1L));
    }

    [Fact]
    public void ColumnThatIsNoArray_IsToldOnce() => Codes(Read("pickups", Body("""{"driver_id":1,"zone":["a","b"]}""")).Findings).ShouldBe(["QRN5002"]);

    [Fact]
    public void MissingRequestFields_AreOneFindingInFeastsWords()
    {
        var (_, findings) = Read("scores", Body("""{"driver_id":[1],"flag":[true],"small":[1],"big":[1],"ratio":[1],"price":[1]}"""));
        var finding = findings!.Single();
        finding.FeastClass.ShouldBe("RequestDataNotFoundInEntityRowsException");
        finding.Finding.Message.ShouldBe("Required request data source features ['note', 'at'] not found in the entity rows, but required by feature views");
    }

    [Fact]
    public void EverythingWrong_IsToldAtOnce()
    {
        var (_, findings) = Read("pickups", Body("""{"driver_id":["a",2,{}],"zone":[true],"driver_id":[1]}"""));
        Codes(findings).ShouldBe(["QRN5008", "QRN5008", "QRN5004", "QRN5005"]);
        findings![0].Finding.Detail.ShouldBe("2 values are not, first at row 0: \"a\".");
    }

    [Fact]
    public void RowsAtTheLimit_AreTaken_OneMoreIsRefused()
    {
        Read("drivers", Body("""{"driver_id":[1,2,3]}"""), rowLimit: 3).Findings.ShouldBeNull();
        var (_, findings) = Read("drivers", Body("""{"driver_id":[1,2,3,4]}"""), rowLimit: 3);
        findings!.Single().Finding.Message.ShouldBe("The request has 4 rows; the limit is 3.");
        findings!.Single().Status.ShouldBe(413);
    }

    [Fact]
    public void NoRows_AreRows()
    {
        var (entities, findings) = Read("drivers", Body("""{"driver_id":[]}"""));
        findings.ShouldBeNull();
        entities.Rows.ShouldBe(0);
    }

    [Fact]
    public void Reader_UsedAgain_ForgetsTheLastRequest()
    {
        var entities = new EntityReader(RideFeatures.Prepared("pickups"), 100);
        Requests.Read(entities, Body("""{"zone":["a",null],"driver_id":[1,2]}""")).ShouldBeNull();
        Requests.Read(entities, Body("""{"driver_id":[3],"zone":["b"]}""")).ShouldBeNull();
        (entities.Rows, entities.JoinKeys[0][0], entities.JoinKeys[1][0], entities.JoinKeys[1].Count).ShouldBe((1, Value.Of(3L), Value.Of("b"), 1));
        entities.Order.ToArray().ShouldBe([0, 1]);
    }

    [Fact]
    public void Reader_UsedForManyTexts_DoesNotKeepThemAll()
    {
        var entities = new EntityReader(RideFeatures.Prepared("pickups"), 100);
        for (var i = 0; i < 10_000; i++) Requests.Read(entities, Body($$"""{"driver_id":[1],"zone":["zone {{i}}"]}""")).ShouldBeNull();
        ((TextColumn)entities.JoinKeys[1]).Pool.Count.ShouldBeLessThan(5000);
        entities.JoinKeys[1][0].ShouldBe(Value.Of("zone 9999"));
    }

    private static (string Name, Value Value) Named(EntityReader entities, int request) => (RideFeatures.Plan.Services["scores"].Requests[request].Name, entities.Requests[request][0]);

    private static Instant Parsed(string text)
    {
        Instant.TryParse(text, out var instant).ShouldBeTrue();
        return instant;
    }
}
