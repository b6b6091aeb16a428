using System.Numerics;
using Quern.Profiles;
using Quern.Values;

namespace Quern.Drift;

/// <summary>
/// Counts the values of each block by parts. How many are distinct is told by which bits their hashes set (K.-Y. Whang, B. T. Vander-Zanden, H. M. Taylor, "A linear-time probabilistic counting algorithm",
/// 1990): within about 5 % up to some thousands, beyond which it is not told.
/// </summary>
internal sealed class BlockCounter(ResultColumn values, ValueParts parts, int blocks)
{
    private const int Bits = 4096;
    private const int Words = Bits / 64;

    private readonly long[] _rows = new long[blocks];
    private readonly long[] _nulls = new long[blocks];
    private readonly double[] _counts = new double[blocks * parts.Count];
    private readonly double[] _least = new double[blocks];
    private readonly double[] _greatest = new double[blocks];
    private readonly long[] _numbers = new long[blocks];
    private readonly ulong[] _seen = new ulong[blocks * Words];

    /// <summary>Adds a row to a block.</summary>
    public void Add(int block, int row)
    {
        _rows[block]++;
        var type = values.Type;
        if (!values.StatusOf(row).HasValue()) _nulls[block]++;
        else if (!type.IsFixedWidth) AddEncoded(block, values.Encoded(row));
        else if (type.Kind == ValueKind.Boolean) Add(block, parts.PartOf(StableHash.Of(values.Slots[row])), StableHash.Of(values.Slots[row]));
        else if (type.Kind is ValueKind.Float32 or ValueKind.Float64) AddNumber(block, BitConverter.Int64BitsToDouble(values.Slots[row]), StableHash.Of(values.Slots[row]));
        // Of instants nothing but whether they are there is compared.
        else AddNumber(block, type.Kind == ValueKind.Timestamp ? 0 : values.Slots[row], StableHash.Of(values.Slots[row]));
    }

    /// <summary>The blocks.</summary>
    public ReferenceBlock[] Blocks()
    {
        var all = new ReferenceBlock[blocks];
        for (var block = 0; block < blocks; block++)
            all[block] = new(_rows[block], _nulls[block], Distinct(block), _least[block], _greatest[block], _counts.AsSpan(block * parts.Count, parts.Count).ToArray());
        return all;
    }

    private void AddEncoded(int block, ReadOnlySpan<byte> bytes)
    {
        var hash = StableHash.Of(bytes);
        if (values.Type.Shape != DataShape.Scalar) AddNumber(block, new ItemReader(values.Type.Kind, bytes).Count, hash);
        else if (values.Type.Kind == ValueKind.Embedding) AddNumber(block, ValueProfile.Norm(bytes), hash);
        else Add(block, parts.PartOf(hash), hash);
    }

    private void AddNumber(int block, double number, ulong hash)
    {
        if (!double.IsFinite(number))
        {
            _nulls[block]++;
            return;
        }

        (_least[block], _greatest[block]) = _numbers[block]++ == 0 ? (number, number) : (Math.Min(_least[block], number), Math.Max(_greatest[block], number));
        Add(block, parts.PartOf(number), hash);
    }

    private void Add(int block, int part, ulong hash)
    {
        _counts[(block * parts.Count) + part]++;
        var bit = (int)(hash % Bits);
        _seen[(block * Words) + (bit >> 6)] |= 1UL << (bit & 63);
    }

    private long Distinct(int block)
    {
        var free = Bits;
        foreach (var word in _seen.AsSpan(block * Words, Words)) free -= BitOperations.PopCount(word);
        return free < Bits / 20 ? 0 : (long)Math.Round(-Bits * Math.Log(free / (double)Bits));
    }
}
