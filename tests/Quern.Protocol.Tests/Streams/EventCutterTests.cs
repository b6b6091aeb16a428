using System.Text;
using Quern.Protocol.Streams;

namespace Quern.Protocol.Tests.Streams;

public sealed class EventCutterTests
{
    [Theory]
    [InlineData("""{"a":1}""", EventForm.Object, """{"a":1}""")]
    [InlineData("  {\n  \"a\": 1\n}\n", EventForm.Object, "{\n  \"a\": 1\n}")]
    [InlineData("{\"a\":1}\n\n \n", EventForm.Object, "{\"a\":1}")]
    [InlineData("""{"a":1} trailing""", EventForm.Object, """{"a":1} trailing""")]
    [InlineData("", EventForm.Object, "")]
    [InlineData("no json", EventForm.Object, "no json")]
    [InlineData("{\"a\":1}\n{\"a\":2}", EventForm.Lines, "{\"a\":1}|{\"a\":2}")]
    [InlineData("\n{\"a\":1}\r\n\r\nbroken\r\n{\"a\":2}\r\n", EventForm.Lines, "{\"a\":1}|broken|{\"a\":2}")]
    [InlineData("[]", EventForm.Array, null)]
    [InlineData(" [ ] \n", EventForm.Array, null)]
    [InlineData("""[{"a":1}]""", EventForm.Array, """{"a":1}""")]
    [InlineData("[\n{\"a\":[1,2]} ,\n{\"b\":\"],[\\\"}\"},7]\n", EventForm.Array, "{\"a\":[1,2]}|{\"b\":\"],[\\\"}\"}|7")]
    [InlineData("[1,,2]", EventForm.Array, "1||2")]
    [InlineData("[1,]", EventForm.Array, "1|")]
    [InlineData("[1}},{\"a\":2}]", EventForm.Array, "1}}|{\"a\":2}")]
    [InlineData("[1]]", EventForm.Array, "1|Trailing:]")]
    [InlineData("[1]\n[2]", EventForm.Array, "1|Trailing:[2]")]
    [InlineData("[1,{\"a\":2", EventForm.Array, "1|Unfinished:{\"a\":2")]
    [InlineData("[1,2", EventForm.Array, "1|Unfinished:2")]
    [InlineData("[1,", EventForm.Array, "1|Unfinished:")]
    [InlineData("[", EventForm.Array, "Unfinished:")]
    [InlineData("[\"a\\\\\",\"b\\", EventForm.Array, "\"a\\\\\"|Unfinished:\"b\\")]
    public void Body_InPartsOfAnySize_IsCutAlike(string body, EventForm form, string? expected)
    {
        foreach (var prefix in new[] { "", "\uFEFF" })
            for (var size = 1; size <= body.Length + 4; size++)
                Cut(prefix + body, isLines: false, size).ShouldBe((form, expected), $"in parts of {size}");
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("", null)]
    [InlineData("[1]\n{\n}\n", "[1]|{|}")]
    public void Lines_WhenTheyAreSaidToBe_AreNothingElse(string body, string? expected) => Cut(body, isLines: true, 3).ShouldBe((EventForm.Lines, expected));

    [Theory]
    [InlineData(false, "[{0},{1},{0}]")]
    [InlineData(true, "{0}\n{1}\n{0}\n")]
    public void EventThatIsTooLong_IsPassedOver_AndTheNextOneFound(bool isLines, string format)
    {
        var text = $"{{\"x\":\"{new string('x', 3 * EventReader.LongestEvent)}\\\"\"}}";
        var body = format.Replace("{0}", "{\"a\":1}", StringComparison.Ordinal).Replace("{1}", text, StringComparison.Ordinal);
        foreach (var size in new[] { 1 << 12, 1 << 16, 1 << 24 })
            Cut(body, isLines, size).Cuts.ShouldBe($"{{\"a\":1}}|TooLong:{text[..200]}|{{\"a\":1}}");
    }

    [Fact]
    public void MuchMoreThanAnEvent_IsNeverHeld()
    {
        var cutter = new EventCutter(isLines: false);
        "["u8.CopyTo(cutter.Room().Span);
        cutter.Filled(1);
        for (var i = 0; i < 2000; i++)
        {
            cutter.TryNext(out _, out _).ShouldBeFalse();
            var room = cutter.Room();
            room.Length.ShouldBeLessThan(4 * EventReader.LongestEvent);
            room.Span[..32_768].Fill((byte)'1');
            cutter.Filled(32_768);
        }
    }

    private static (EventForm Form, string? Cuts) Cut(string body, bool isLines, int size)
    {
        var (cutter, cuts) = (new EventCutter(isLines), new List<string>());
        var bytes = Encoding.UTF8.GetBytes(body).AsSpan();
        while (true)
        {
            while (cutter.TryNext(out var text, out var cut)) cuts.Add((cut == EventCut.Event ? "" : $"{cut}:") + Encoding.UTF8.GetString(text));
            if (cutter.IsComplete) return (cutter.Form, cuts.Count == 0 ? null : string.Join("|", cuts));
            var room = cutter.Room().Span;
            var part = bytes[..Math.Min(Math.Min(size, bytes.Length), room.Length)];
            part.CopyTo(room);
            bytes = bytes[part.Length..];
            cutter.Filled(part.Length);
        }
    }
}
