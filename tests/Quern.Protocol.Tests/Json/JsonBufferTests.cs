using System.Text;
using System.Text.Json;
using Quern.Protocol.Json;
using Quern.Time;

namespace Quern.Protocol.Tests.Json;

public sealed class JsonBufferTests
{
    [Fact]
    public void Double_AnyBits_ReadBackTheSame()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var json = new JsonBuffer();
        for (var i = 0; i < 50_000; i++)
        {
            var value = i % 3 == 0 ? random.Next(-1000, 1000) / 8.0 : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            json.Clear();
            json.Double(value);
            var text = Encoding.UTF8.GetString(json.Written);
            BitConverter.DoubleToInt64Bits(JsonSerializer.Deserialize<double>(text)).ShouldBe(BitConverter.DoubleToInt64Bits(value), $"seed {seed}: {text}");
            text.IndexOfAny(['.', 'E']).ShouldBeGreaterThan(0, $"seed {seed}: {text} reads as a whole number");
        }
    }

    [Fact]
    public void Text_AnyCodePoints_ReadBackTheSame()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var json = new JsonBuffer();
        for (var i = 0; i < 5_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Rune(random)));
            json.Clear();
            json.Text(Encoding.UTF8.GetBytes(text));
            JsonSerializer.Deserialize<string>(json.Written).ShouldBe(text, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(0, "\"1970-01-01T00:00:00Z\"")]
    [InlineData(1_000, "\"1970-01-01T00:00:00.001Z\"")]
    [InlineData(1, "\"1970-01-01T00:00:00.000001Z\"")]
    [InlineData(-1, "\"1969-12-31T23:59:59.999999Z\"")]
    [InlineData(long.MinValue, "\"0001-01-01T00:00:00Z\"")]
    [InlineData(long.MaxValue, "\"9999-12-31T23:59:59.999999Z\"")]
    public void Timestamp_HasAsManyDigitsAsItNeeds(long microseconds, string expected)
    {
        var json = new JsonBuffer();
        json.Timestamp(microseconds);
        Encoding.UTF8.GetString(json.Written).ShouldBe(expected);
    }

    [Fact]
    public void Timestamp_Random_IsTheInstantsText()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var instant = new Instant(random.NextInt64(Instant.Min.Microseconds, Instant.Max.Microseconds));
            var json = new JsonBuffer();
            json.Timestamp(instant.Microseconds);
            Encoding.UTF8.GetString(json.Written).ShouldBe($"\"{instant}\"");
        }
    }

    [Fact]
    public void Clear_AfterAHugeAnswer_GivesTheMemoryBack()
    {
        var json = new JsonBuffer();
        json.Raw(new byte[5 << 20]);
        json.Clear();
        json.Reserve(1).Length.ShouldBeLessThan(1 << 20);
    }

    private static string Rune(Random random)
    {
        var code = random.Next(4) switch { 0 => random.Next(32), 1 => random.Next(32, 128), 2 => random.Next(128, 0xD800), _ => random.Next(0x10000, 0x110000) };
        return char.ConvertFromUtf32(code);
    }
}
