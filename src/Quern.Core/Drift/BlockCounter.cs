using System.Numerics;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// Counts the values of one block after the other by parts. How many are distinct is told by which bits their hashes set (K.-Y. Whang, B. T. Vander-Zanden, H. M. Taylor, "A linear-time probabilistic counting
/// algorithm", 1990): within about 5 % up to some thousands, beyond which it is not told.
/// </summary>
internal sealed class BlockCounter(ResultColumn values, ValueParts parts)
{
    private const int Bits = 4096;

    private readonly ulong[] _seen = new ulong[Bits / 64];
    private double[] _counts = [];
    private double _least;
    private double _greatest;
    private long _numbers;
    private long _nulls;

    /// <summary>The block that has some rows.</summary>
    public ReferenceBlock Of(ReadOnlySpan<int> rows)
    {
        Array.Clear(_seen);
        _counts = new double[parts.Count];
        (_least, _greatest, _numbers, _nulls) = (0, 0, 0, 0);
        foreach (var row in rows) Add(row);
        return new(rows.Length, _nulls, Distinct(), _least, _greatest, _counts);
    }

    private void Add(int row)
    {
        var type = values.Type;
        if (!values.StatusOf(row).HasValue()) _nulls++;
        else if (!type.IsFixedWidth) AddEncoded(values.Encoded(row));
        else if (type.Kind == ValueKind.Boolean) Add(parts.PartOf(StableHash.Of(values.Slots[row])), StableHash.Of(values.Slots[row]));
        else if (type.Kind is ValueKind.Float32 or ValueKind.Float64) AddNumber(BitConverter.Int64BitsToDouble(values.Slots[row]), StableHash.Of(values.Slots[row]));
        // Of instants nothing but whether they are there is compared.
        else AddNumber(type.Kind == ValueKind.Timestamp ? 0 : values.Slots[row], StableHash.Of(values.Slots[row]));
    }

    private void AddEncoded(ReadOnlySpan<byte> bytes)
    {
        var hash = StableHash.Of(bytes);
        if (values.Type.Shape != DataShape.Scalar) AddNumber(new ItemReader(values.Type.Kind, bytes).Count, hash);
        else if (values.Type.Kind == ValueKind.Embedding) AddNumber(ValueProfile.Norm(bytes), hash);
        else Add(parts.PartOf(hash), hash);
    }

    private void AddNumber(double number, ulong hash)
    {
        if (!double.IsFinite(number))
        {
            _nulls++;
            return;
        }

        (_least, _greatest) = _numbers++ == 0 ? (number, number) : (Math.Min(_least, number), Math.Max(_greatest, number));
        Add(parts.PartOf(number), hash);
    }

    private void Add(int part, ulong hash)
    {
        _counts[part]++;
        var bit = (int)(hash % Bits);
        _seen[bit >> 6] |= 1UL << (bit & 63);
    }

    private long Distinct()
    {
        var free = Bits;
        foreach (var word in _seen) free -= BitOperations.PopCount(word);
        return free < Bits / 20 ? 0 : (long)Math.Round(-Bits * Math.Log(free / (double)Bits));
    }
}
