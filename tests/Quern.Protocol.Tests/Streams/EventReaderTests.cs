using System.Text;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Values;

namespace Quern.Protocol.Tests.Streams;

public sealed class EventReaderTests
{
    private static readonly RowSchema All = new("All",
    [
        new("flag", "Flag", ValueKind.Boolean, true),
        new("small", "Small", ValueKind.Int32, true),
        new("big", "Big", ValueKind.Int64, true),
        new("ratio", "Ratio", ValueKind.Float32, true),
        new("price", "Price", ValueKind.Float64, true),
        new("note", "Note", ValueKind.String, true),
        new("taste", "Taste", ValueKind.Embedding, true, Dimensions: 2),
        new("at", "At", ValueKind.Timestamp, true),
        new("s", "S", ValueKind.Timestamp, true, EpochUnit.Seconds),
        new("ms", "Ms", ValueKind.Timestamp, true, EpochUnit.Milliseconds),
        new("us", "Us", ValueKind.Timestamp, true, EpochUnit.Microseconds),
        new("ns", "Ns", ValueKind.Timestamp, true, EpochUnit.Nanoseconds),
    ]);

    private static readonly RowSchema Strict = new("Strict", [new("at", "At", ValueKind.Timestamp, false), new("name", "Name", ValueKind.String, false), new("n", "N", ValueKind.Int64, true)]);

    [Theory]
    [InlineData("flag", "true", "true")]
    [InlineData("flag", "false", "false")]
    [InlineData("small", "-2147483648", "-2147483648")]
    [InlineData("small", "2147483647", "2147483647")]
    [InlineData("big", "9223372036854775807", "9223372036854775807")]
    [InlineData("big", "7.0", "7")]
    [InlineData("big", "\"7\"", "7")]
    [InlineData("ratio", "0.5", "0.5")]
    [InlineData("price", "-0.0", "-0")]
    [InlineData("price", "1e-400", "0")]
    [InlineData("note", "\"a\\u00e9\\n\"", "aé\n")]
    [InlineData("note", "7", "7")]
    [InlineData("note", "\"\"", "")]
    [InlineData("taste", "[0.1,-2]", "[0.1, -2]")]
    [InlineData("taste", "[ 1e-50 , 3e38 ]", "[0, 3E+38]")]
    [InlineData("at", "\"2001-03-01\"", "2001-03-01T00:00:00Z")]
    [InlineData("at", "\"2001-03-01T08:30:00\"", "2001-03-01T08:30:00Z")]
    [InlineData("at", "\"2001-03-01 08:30:00.1234567\"", "2001-03-01T08:30:00.123456Z")]
    [InlineData("at", "\"2001-03-01T08:30:00+01:00\"", "2001-03-01T07:30:00Z")]
    [InlineData("s", "983404800", "2001-03-01T00:00:00Z")]
    [InlineData("s", "-1", "1969-12-31T23:59:59Z")]
    [InlineData("s", "\"2001-03-01T00:00:00Z\"", "2001-03-01T00:00:00Z")]
    [InlineData("ms", "983404800001", "2001-03-01T00:00:00.001Z")]
    [InlineData("us", "983404800000001", "2001-03-01T00:00:00.000001Z")]
    [InlineData("ns", "983404800000001999", "2001-03-01T00:00:00.000001Z")]
    [InlineData("ns", "-1", "1969-12-31T23:59:59.999999Z")]
    public void Member_OfEveryKind_IsRead(string member, string json, string expected)
    {
        var reader = Read(All, $$"""{"{{member}}":{{json}}}""");
        reader.Unread.ShouldBeEmpty();
        var field = All.Fields.ToList().FindIndex(field => field.Column == member);
        Text(reader.Events[field][0]).ShouldBe(expected);
        Enumerable.Range(0, All.Fields.Count).Where(other => other != field).ShouldAllBe(other => reader.Events[other].IsNull(0));
    }

    [Theory]
    [InlineData("flag", "1")]
    [InlineData("flag", "\"true\"")]
    [InlineData("small", "2147483648")]
    [InlineData("small", "-2147483649")]
    [InlineData("big", "9223372036854775808")]
    [InlineData("big", "7.5")]
    [InlineData("big", "\"07\"")]
    [InlineData("ratio", "1e39")]
    [InlineData("price", "1e309")]
    [InlineData("price", "\"NaN\"")]
    [InlineData("note", "true")]
    [InlineData("note", "7.5")]
    [InlineData("note", "\"\\ud83d\"")]
    [InlineData("note", "{}")]
    [InlineData("taste", "[]")]
    [InlineData("taste", "[1]")]
    [InlineData("taste", "[1,2,3]")]
    [InlineData("taste", "[1,null]")]
    [InlineData("taste", "[1,\"2\"]")]
    [InlineData("taste", "[1,[2]]")]
    [InlineData("taste", "[1,1e39]")]
    [InlineData("taste", "{\"a\":[1,2]}")]
    [InlineData("taste", "\"[1,2]\"")]
    [InlineData("at", "\"noon\"")]
    [InlineData("at", "983404800")]
    [InlineData("at", "\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("at", "[1]")]
    [InlineData("s", "1.5")]
    [InlineData("s", "9223372036854775807")]
    [InlineData("ms", "-9223372036854775808")]
    [InlineData("us", "9223372036854775807")]
    public void Member_OfAnotherKind_IsRefused(string member, string json)
    {
        var text = $$"""{"{{member}}":{{json}},"note":null}""".Replace(member == "note" ? ",\"note\":null" : "\0", "", StringComparison.Ordinal);
        var unread = Read(All, text).Unread.Single();
        (unread.Index, unread.Code, unread.Event).ShouldBe((0, "QRN5041", text));
        unread.Reason.ShouldStartWith($"Member '{member}' must hold ");
    }

    [Fact]
    public void EverythingThatIsWrongWithAnEvent_IsSaid() =>
        Read(Strict, """{"at":null,"n":"x"}""").Unread.Single().Reason.ShouldBe(
            "Member 'at' is null; it must hold instants (2001-03-01T00:00:00Z; a number counts only where the field has an Epoch). "
            + "Member 'n' must hold whole numbers of 64 bits; it is \"x\". Member 'name' is missing; it must hold text.");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("""{"n":}""")]
    [InlineData("""{"n":1""")]
    [InlineData("""{"n":1}}""")]
    [InlineData("""{"n":1} {"n":2}""")]
    [InlineData("""{"n":1,}""")]
    [InlineData("""{"name":"a""")]
    [InlineData("""{"name":"a","at":"2001-03-01","x":[[[}""")]
    public void TextThatIsNoObject_IsRefused(string text)
    {
        var unread = Read(Strict, text).Unread.Single();
        (unread.Code, unread.Event).ShouldBe(("QRN5040", text));
        unread.Reason.ShouldStartWith("It is not one JSON object: ");
    }

    [Fact]
    public void BytesThatAreNotUtf8_AreRefused()
    {
        var reader = new EventReader(Strict);
        reader.Read([.. "{\"at\":\"2001-03-01\",\"name\":\""u8, 0xFF, .. "\"}"u8]);
        reader.Unread.Single().Reason.ShouldContain("not UTF-8");
    }

    [Fact]
    public void MemberGivenTwice_IsRefused() => Read(Strict, Sound[..^1] + ",\"n\":1,\"n\":1}").Unread.Single().Reason.ShouldBe("Member 'n' is given twice.");

    [Fact]
    public void UnknownMembers_ArePassedOver() => Read(Strict, """{"x":{"n":1,"at":[2]},"name":"a","y":[1,[2]],"at":"2001-03-01","z":null}""").Events.Count.ShouldBe(1);

    [Fact]
    public void EscapedName_IsTheMembers() => Read(Strict, """{"\u006eame":"a","at":"2001-03-01"}""").Events.Count.ShouldBe(1);

    [Fact]
    public void EventThatIsTooLong_IsRefused_WithItsStart()
    {
        var unread = Read(Strict, Sound[..^1] + $",\"x\":\"{new string('x', EventReader.LongestEvent)}\"}}").Unread.Single();
        unread.Code.ShouldBe("QRN5042");
        unread.Event.Length.ShouldBe(16 << 10);
    }

    [Fact]
    public void BadEvents_LeaveTheOthersAsTheyWouldBeAlone()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var bad = new[] { "broken", """{"at":"2001-03-01"}""", """{"name":7,"at":"noon"}""", """{"n":1,"name":"half""", """{"at":"2001-03-01","name":"x","n":[1]}""", "[]", """{"name":"first","name":"second","at":"2001-03-01"}""" };
        var reader = new EventReader(Strict);
        for (var round = 0; round < 50; round++)
        {
            reader.Clear();
            var expected = new List<string>();
            var wrong = new List<int>();
            for (var i = 0; i < random.Next(30); i++)
            {
                if (random.Next(3) == 0)
                {
                    wrong.Add(i);
                    reader.Read(Encoding.UTF8.GetBytes(bad[random.Next(bad.Length)]));
                    continue;
                }

                var n = random.Next(4) == 0 ? "null" : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
                expected.Add($"name{i} {(n == "null" ? "" : n)}");
                reader.Read(Encoding.UTF8.GetBytes($$"""{"n":{{n}},"at":"2001-03-01","name":"name{{i}}"}"""));
            }

            reader.Unread.Select(unread => unread.Index).ShouldBe(wrong, $"seed {seed}");
            reader.Count.ShouldBe(wrong.Count + expected.Count);
            var events = reader.Events;
            Enumerable.Range(0, events.Count).Select(row => $"{Text(events[1][row])} {Text(events[2][row])}").ShouldBe(expected, $"seed {seed}");
            events[0].HasNulls.ShouldBeFalse();
        }
    }

    [Fact]
    public void SoundEvents_AllocateNothing()
    {
        var reader = new EventReader(All);
        var text = """{"flag":true,"small":1,"big":"2","ratio":0.5,"price":1.5,"note":"tea","at":"2001-03-01T08:30:00.5+01:00","s":983404800,"more":[1,{"x":2}]}"""u8.ToArray();
        for (var i = 0; i < 2000; i++) reader.Read(text);
        reader.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) reader.Read(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        reader.Events.Count.ShouldBe(1000);
    }

    private static string Sound => """{"at":"2001-03-01","name":"a"}""";

    private static EventReader Read(RowSchema schema, string text)
    {
        var reader = new EventReader(schema);
        reader.Read(Encoding.UTF8.GetBytes(text));
        return reader;
    }

    private static string Text(Value value) => value.IsNull ? "" : value.ToString();
}
