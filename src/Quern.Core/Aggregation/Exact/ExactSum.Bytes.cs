using System.Numerics;

namespace Quern.Aggregation.Exact;

/// <summary>
/// The bytes of a sum: how many canonical parts (0 to 4) and those parts; or 255, the number of non-finite values, and the length and digits of the finite sum.
/// </summary>
internal partial struct ExactSum
{
    private const byte WideTag = 255;

    public readonly void Write(List<byte> bytes)
    {
        var settled = this;
        settled.Settle();
        if (settled._wide is { } wide)
        {
            var digits = wide.Finite.ToByteArray();
            bytes.Add(WideTag);
            StateBytes.AppendInt64(bytes, wide.NonFinite);
            StateBytes.AppendInt64(bytes, digits.Length);
            bytes.AddRange(digits);
            return;
        }

        ReadOnlySpan<double> parts = [settled._first, settled._second, settled._third, settled._fourth];
        parts = parts.TrimEnd(0.0);
        bytes.Add((byte)parts.Length);
        foreach (var part in parts) StateBytes.AppendInt64(bytes, BitConverter.DoubleToInt64Bits(part));
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        var tag = bytes[0];
        bytes = bytes[1..];
        if (tag != WideTag)
        {
            for (var i = 0; i < tag; i++) Add(BitConverter.Int64BitsToDouble(StateBytes.ReadInt64(ref bytes)));
            return;
        }

        var nonFinite = StateBytes.ReadInt64(ref bytes);
        var length = (int)StateBytes.ReadInt64(ref bytes);
        Merge(new ExactSum { _first = double.NaN, _wide = new(new BigInteger(bytes[..length]), nonFinite) });
        bytes = bytes[length..];
    }
}
