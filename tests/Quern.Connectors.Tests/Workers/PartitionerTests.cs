using System.Text;
using Quern.Connectors.Workers;
using Quern.Engine.Parts;
using Quern.Values;

namespace Quern.Connectors.Tests.Workers;

public sealed class PartitionerTests
{
    // From UtilsTest of Apache Kafka.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Murmur2_OfKafkasOwnKeys_IsWhatItsTestsSay(string key, int expected) => Partitioners.Murmur2(Encoding.UTF8.GetBytes(key)).ShouldBe(expected);

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_OfWellKnownTexts_IsTheWellKnownOne(string key, uint expected) => Partitioners.Crc32(Encoding.UTF8.GetBytes(key)).ShouldBe(expected);

    [Theory]
    [InlineData("foobar", 17)]
    [InlineData("abc", 5)]
    public void Part_OfAText_IsThatOfItsBytes(string text, int parts) =>
        new SharedStream("s", parts, MessageKeyForm.Text, Partitioners.Of("murmur2")).PartOf(RowKey.Of(Value.Of(text)).Bytes.Span).ShouldBe((Partitioners.Murmur2(Encoding.UTF8.GetBytes(text)) & int.MaxValue) % parts);

    [Fact]
    public void Part_OfATextWithZeros_IsThatOfItsBytes() => SeenKey("a\0b\0", MessageKeyForm.Text).ShouldBe("a\0b\0"u8.ToArray());

    [Fact]
    public void Part_OfALongText_IsThatOfItsBytes() => SeenKey(new string('x', 5_000), MessageKeyForm.Text).Length.ShouldBe(5_000);

    [Theory]
    [InlineData(-42L, MessageKeyForm.Text, "2D3432")]
    [InlineData(258L, MessageKeyForm.Int64, "0000000000000102")]
    [InlineData(-1L, MessageKeyForm.Int32, "FFFFFFFF")]
    public void Part_OfANumber_IsThatOfItsForm(long number, MessageKeyForm form, string key) => Convert.ToHexString(Seen(RowKey.Of(Value.Of(number)), form)).ShouldBe(key);

    private static byte[] SeenKey(string text, MessageKeyForm form) => Seen(RowKey.Of(Value.Of(text)), form);

    private static byte[] Seen(RowKey entity, MessageKeyForm form)
    {
        byte[] seen = [];
        new SharedStream("s", 3, form, (key, _) =>
        {
            seen = key.ToArray();
            return 0;
        }).PartOf(entity.Bytes.Span);
        return seen;
    }
}
