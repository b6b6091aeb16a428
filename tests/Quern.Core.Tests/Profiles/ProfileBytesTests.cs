using Quern.Drift;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Tests.Profiles;

/// <summary>Damaged bytes may claim any length: no room is made for more than there are bytes.</summary>
public sealed class ProfileBytesTests
{
    private static readonly DataType Real = DataType.Scalar(ValueKind.Float64);

    [Fact]
    public void ReadLength_OfMorePartsThanBytes_IsRefused()
    {
        ReadOnlySpan<byte> enough = [2, 7, 8];
        ProfileBytes.ReadLength(ref enough).ShouldBe(2);
        enough.ToArray().ShouldBe([(byte)7, (byte)8]);
        Should.Throw<ArgumentException>(() => ReadLength([3, 7, 8]));
        Should.Throw<ArgumentException>(() => ReadLength([.. Billion, 7, 8]));
    }

    // Type, four counts and the moments take a byte each, the greatest hash eight.
    [Theory]
    [InlineData(7)]
    [InlineData(16)]
    public void Read_OfAProfileThatClaimsABillionParts_IsRefused(int place)
    {
        var bytes = new List<byte>();
        new ValueProfile(Real).Write(bytes);
        Should.Throw<ArgumentException>(() => ReadProfile([.. bytes[..place], .. Billion, .. bytes[(place + 1)..]]));
    }

    [Fact]
    public void Read_OfAReferenceThatClaimsABillionBlocks_IsRefused()
    {
        var bytes = new List<byte>();
        FeatureReference.Of("x", true, new ResultColumn(Real, 0), new([], 0)).Write(bytes);
        Should.Throw<ArgumentException>(() => ReadReference([.. bytes[..^1], .. Billion]));
    }

    private static byte[] Billion
    {
        get
        {
            var bytes = new List<byte>();
            ProfileBytes.AppendCount(bytes, 1 << 30);
            return [.. bytes];
        }
    }

    private static int ReadLength(ReadOnlySpan<byte> bytes) => ProfileBytes.ReadLength(ref bytes);

    private static ValueProfile ReadProfile(ReadOnlySpan<byte> bytes) => ValueProfile.Read(ref bytes);

    private static FeatureReference ReadReference(ReadOnlySpan<byte> bytes) => FeatureReference.Read(ref bytes);
}
