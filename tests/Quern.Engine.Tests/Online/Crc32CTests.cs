using Quern.Engine.Online;

namespace Quern.Engine.Tests.Online;

/// <summary>Checksums against those of the definition, bit by bit, and against published ones.</summary>
public class Crc32CTests
{
    [Fact]
    public void Checksum_OfAnyLengthAtAnyPlace_IsThatOfTheDefinition()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = new byte[5_008];
        random.NextBytes(bytes);
        var lengths = Enumerable.Range(0, 600).Concat(Enumerable.Range(0, 300).Select(_ => random.Next(5_001))).Append(3_071).Append(3_072).Append(3_073);
        foreach (var (length, place) in lengths.Select((length, i) => (length, i % 8)))
        {
            var part = bytes.AsSpan(place, length);
            var expected = BitByBit(part);
            Assert.True(Crc32C.Of(part) == expected, $"seed {seed}, {length} bytes at {place}: {Crc32C.Of(part):x8} for {expected:x8}");
            Assert.True(~Crc32C.InTurn(uint.MaxValue, part) == expected, $"seed {seed}, {length} bytes at {place}, one word after the other");
        }
    }

    // RFC 3720, appendix B.4: 32 bytes of zeros, of ones, counting up; and the check value of the catalogue of CRCs.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8a9136aa)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62a8ab43)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46dd794e)]
    [InlineData("313233343536373839", 0xe3069283)]
    public void Checksum_OfPublishedBytes_IsThePublishedOne(string bytes, uint expected) => Assert.Equal(expected, Crc32C.Of(Convert.FromHexString(bytes)));

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        const uint ReversedPolynomial = 0x82f63b78;
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ ReversedPolynomial;
        }

        return ~crc;
    }
}
