using System.Text;
using Quern.Protocol.Errors;
using Quern.Protocol.TrainingSets;

namespace Quern.Protocol.Tests.TrainingSets;

public sealed class LabelReaderTests
{
    private const string Time = "\"event_timestamp\":[\"2001-03-01T00:00:00Z\",\"2001-03-01T00:00:00Z\",\"2001-03-01T00:00:00Z\"]";

    [Theory]
    [InlineData("[1,null,-3]", "Int64 1 null -3")]
    [InlineData("[null,1,2.5]", "Float64 null 1 2.5")]
    [InlineData("[1,2.0,3]", "Int64 1 2 3")]
    [InlineData("[1.0,2,3]", "Float64 1 2 3")]
    [InlineData("[9223372036854775808,1,1]", "Float64 9.223372036854776E+18 1 1")]
    [InlineData("[true,false,null]", "Boolean true false null")]
    [InlineData("[\"2001-03-01\",\"7\",\"\\u00fc\"]", "String 2001-03-01 7 ü")]
    [InlineData("[null,null,null]", "String null null null")]
    public void Column_OfNobodysInterest_HasTheKindOfItsValues(string values, string read) => Read($$"""{"driver_id":[1,2,3],{{Time}},"y":{{values}}}""")["y"].ShouldBe(read);

    [Fact]
    public void Columns_ThatAreRead_HaveTheirTypes_AndTheNamesCaseIsFree()
    {
        var read = Read($$"""{"Driver_ID":["7",7.0,null],"EVENT_timestamp":["2001-03-01T02:00:00\u002B02:00",983404800,"2001-03-01"]}""");
        read["Driver_ID"].ShouldBe("Int64 7 7 null");
        read["EVENT_timestamp"].ShouldBe("Timestamp 2001-03-01T00:00:00Z 2001-03-01T00:00:00Z 2001-03-01T00:00:00Z");
    }

    [Fact]
    public void Rows_MayLackMembers_AndBringNewOnes()
    {
        var read = Read("""[{"driver_id":1,"event_timestamp":0},{"y":2,"event_timestamp":0,"driver_id":2},{"event_timestamp":0,"driver_id":3,"z":"x"}]""");
        read.Keys.ShouldBe(["driver_id", "event_timestamp", "y", "z"]);
        (read["y"], read["z"]).ShouldBe(("Int64 null 2 null", "String null null x"));
    }

    [Theory]
    [InlineData("""{"driver_id":[1,2,3],"y":[1]}""", "QRN5005 QRN3001")]
    [InlineData("""{"driver_id":[1.5],"event_timestamp":["x"],"y":[{}]}""", "QRN5008 QRN5008 QRN5104")]
    [InlineData("""{"driver_id":[1],"driver_id":[2],"event_timestamp":[0],"rides_1h":[1],"a\u0001":[1],"":[1]}""", "QRN5004 QRN3003 QRN5103 QRN5103")]
    [InlineData("""[{"event_timestamp":0,"Event_Timestamp":1,"driver_id":1}]""", "QRN5004")]
    [InlineData("""[7,{"driver_id":1,"event_timestamp":0},[]]""", "QRN5103")]
    [InlineData("""{"driver_id":7,"event_timestamp":[0]}""", "QRN5103")]
    [InlineData("""{"driver_id":[1],"event_timestamp":[null]}""", "QRN3004")]
    [InlineData("[]", "QRN3001 QRN3002")]
    [InlineData("7", "QRN5103")]
    [InlineData("""{"\ud800":[1]}""", "QRN5103")]
    public void Labels_ThatAreWrong_AreToldAsAWhole(string json, string codes)
    {
        List<RequestFinding>? findings = null;
        LabelReader.Read(Encoding.UTF8.GetBytes(json), RideFeatures.Plan.Services["drivers"], null, ref findings);
        string.Join(' ', findings!.Select(finding => finding.Finding.Code)).ShouldBe(codes);
    }

    [Fact]
    public void Request_MutatedAtRandom_NeverThrows()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sound = Encoding.UTF8.GetBytes(
            """{"service":"scores","as_known":true,"format":"csv","time_column":"at","labels":[{"driver_id":1,"at":"2001-03-01T00:00:00\u002B01:00","flag":true,"small":1,"big":2,"ratio":0.5,"price":1e3,"note":"\ud83d\ude00","y":[1],"z":null},{"driver_id":"7"}]}""");
        for (var i = 0; i < 20_000; i++)
        {
            var body = sound.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                var at = random.Next(body.Length);
                body = random.Next(4) switch
                {
                    0 => [.. body[..at], .. body[Math.Min(body.Length, at + random.Next(1, 12))..], (byte)'}'],
                    1 => [.. body[..at], .. body[random.Next(body.Length)..]],
                    _ => [.. body[..at], (byte)random.Next(32, 127), .. body[(at + 1)..]],
                };
                if (body.Length == 0) body = "{"u8.ToArray();
            }

            List<RequestFinding>? findings = null;
            try
            {
                var read = TrainingSetBody.Read(body, ref findings);
                if (!read.HasLabels || findings?.Any(finding => finding.Finding.Code == "QRN5001") == true) continue;
                var columns = LabelReader.Read(body.AsSpan(read.Labels), RideFeatures.Plan.Services["scores"], read.TimeColumn, ref findings);
                if (findings is null) columns.Select(column => column.Values.Count).Distinct().Count().ShouldBe(1);
            }
            catch (Exception failure) when (failure is not ShouldAssertException)
            {
                throw new InvalidOperationException($"seed {seed}, {i}: {Encoding.UTF8.GetString(body)}", failure);
            }
        }
    }

    private static Dictionary<string, string> Read(string json)
    {
        List<RequestFinding>? findings = null;
        var columns = LabelReader.Read(Encoding.UTF8.GetBytes(json), RideFeatures.Plan.Services["drivers"], null, ref findings);
        (findings ?? []).Select(finding => finding.Finding.ToString()).ShouldBeEmpty();
        return columns.ToDictionary(column => column.Name, column => $"{column.Values.Kind} {string.Join(' ', Enumerable.Range(0, column.Values.Count).Select(row => column.Values[row]))}");
    }
}
