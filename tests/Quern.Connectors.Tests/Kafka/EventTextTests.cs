using System.Text;
using Confluent.Kafka;
using Quern.Connectors.Kafka;
using Quern.Protocol.Streams;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Tests.Kafka;

public sealed class EventTextTests
{
    private static readonly RowSchema Schema = new("Row",
    [
        new("name", "Name", ValueKind.String, true),
        new("n", "N", ValueKind.Int64, true),
        new("flag", "Flag", ValueKind.Boolean, true),
        new("at", "At", ValueKind.Timestamp, true),
    ]);

    [Theory]
    [InlineData("""{}""", "name", "12", """name="12" """)]
    [InlineData("""{"n":1}""", "name", "a\"b\\é", """name="a\"b\\é" n=1""")]
    [InlineData("""{ "name":"a"}""", "n", "12", """name="a" n=12""")]
    [InlineData("""{}""", "flag", "true", """flag=true""")]
    [InlineData("""{}""", "at", "2024-05-01T00:00:00Z", """at=2024-05-01T00:00:00Z""")]
    [InlineData("""{}""", "n", "twelve", """QRN5041""")]
    [InlineData("""{"n":1}""", "n", "12", """QRN5041""")]
    [InlineData("""[]""", "n", "12", """QRN5040""")]
    [InlineData("""{"name":""", "n", "12", """QRN5040""")]
    [InlineData("""{} x""", "n", "12", """QRN5040""")]
    [InlineData("", "n", "12", """QRN5040""")]
    [InlineData("""{"name":"a"}""", "unknown", "12", """name="a" """)]
    public void Key_FillsItsColumn(string value, string column, string key, string expected) =>
        Read(new() { Key = column }, MockBroker.Message(value, key)).ShouldBe(expected.Trim());

    [Fact]
    public void Key_ThatIsNoText_IsRefused_AndOneThatIsNull_FillsNothing()
    {
        var message = MockBroker.Message("{}");
        Read(new() { Key = "name" }, message).ShouldBe("");
        message.Key = [0xFF, (byte)'a'];
        Read(new() { Key = "name" }, message).ShouldBe("QRN5040");
    }

    [Theory]
    [InlineData("""{"a":{"b":{"n":1}}}""", "n=1")]
    [InlineData("""{"x":{"b":{"n":2}},"a":{"x":[{"b":1}],"b": {"n":1} ,"c":0}}""", "n=1")]
    [InlineData("""{"\ud800":0,"a":{"\udc00\ud800":0,"b":{"\ud800":0,"n":1}}}""", "n=1")]
    [InlineData("""{"a":{"b":null}}""", "skipped")]
    [InlineData("""{"a":{"b":7}}""", "QRN5040")]
    [InlineData("""{"a":{}}""", "QRN5040")]
    [InlineData("""{"a":[{"b":{"n":1}}]}""", "QRN5040")]
    [InlineData("""{"b":{"n":1}}""", "QRN5040")]
    [InlineData("""{"a":{"b":{"n":1}}""", "QRN5040")]
    [InlineData("""{"a":{"b":{"n":1}}} x""", "QRN5040")]
    [InlineData("7", "QRN5040")]
    [InlineData("", "QRN5040")]
    public void Envelope_LeadsToTheEvent_OfASoundMessage(string value, string expected) => Read(new() { Envelope = ["a", "b"] }, MockBroker.Message(value)).ShouldBe(expected);

    private static string Read(KafkaPart part, Message<byte[]?, byte[]?> message)
    {
        var reader = new EventReader(Schema);
        var settings = new KafkaSettings { Path = "", Servers = "", Topic = "", Group = "", Key = part.Key, Envelope = part.Envelope };
        if (!new EventText(settings).Read(message, reader)) return "skipped";
        reader.Count.ShouldBe(1);
        if (reader.Unread.Count > 0) return reader.Unread[0].Code;
        var batch = reader.Events;
        return string.Join(' ', Enumerable.Range(0, Schema.Fields.Count).Where(field => !batch[field].IsNull(0)).Select(field => $"{Schema.Fields[field].Column}={Text(batch, field)}"));
    }

    private static string Text(EventBatch batch, int field) => batch[field] switch
    {
        TextColumn text => $"\"{Encoding.UTF8.GetString(text.Pool.Utf8(text.Codes[0])).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        Int64Column number when Schema.Fields[field].Kind == ValueKind.Boolean => number.Values[0] != 0 ? "true" : "false",
        Int64Column number when Schema.Fields[field].Kind == ValueKind.Timestamp => new Time.Instant(number.Values[0]).ToString(),
        var column => ((Int64Column)column).Values[0].ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private sealed record KafkaPart
    {
        public string? Key { get; init; }

        public IReadOnlyList<string> Envelope { get; init; } = [];
    }
}
