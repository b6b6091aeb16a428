using System.Numerics;

namespace Quern.Aggregation.Sketches;

/// <summary>
/// How many distinct hashes were seen, in 2^14 registers of which each keeps the greatest rank (leading zeros plus one) among the hashes that fall to it
/// (P. Flajolet et al., 2007). The relative standard error is 1.04 / sqrt(2^14) = 0.81 %. The estimator is the improved raw estimator of O. Ertl,
/// "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6: unbiased over the whole range, without tables.
/// </summary>
internal sealed class HyperLogLog
{
    public const int Precision = 14;
    public const int Registers = 1 << Precision;
    public const int HighestRank = 64 - Precision + 1;

    /// <summary>The standard error of an estimate as a share of the true number: 1.04 / sqrt(2^14).</summary>
    public const double StandardError = 0.008125;

    // 1 / (2 ln 2), the limit of the bias correction for many registers.
    private const double Alpha = 0.72134752044448170368;

    // A pair of register number (2 bytes) and rank (1 byte).
    private const int PairSize = 3;

    private readonly byte[] _ranks = new byte[Registers];

    /// <summary>The register that a hash falls to.</summary>
    public static int RegisterOf(ulong hash) => (int)(hash >> (64 - Precision));

    /// <summary>The rank of a hash in its register, 1 to <see cref="HighestRank"/>.</summary>
    public static int RankOf(ulong hash) => BitOperations.LeadingZeroCount((hash << Precision) | (1UL << (Precision - 1))) + 1;

    /// <summary>The estimate from how many registers have each rank, 0 to <see cref="HighestRank"/>.</summary>
    public static long Estimate(ReadOnlySpan<int> registersByRank)
    {
        const double m = Registers;
        var z = m * Tau(1 - (registersByRank[HighestRank] / m));
        for (var rank = HighestRank - 1; rank > 0; rank--) z = 0.5 * (z + registersByRank[rank]);
        z += m * Sigma(registersByRank[0] / m);
        return (long)Math.Round(Alpha * m * m / z);
    }

    public void Add(ulong hash) => Raise(RegisterOf(hash), (byte)RankOf(hash));

    public void Merge(HyperLogLog other)
    {
        for (var register = 0; register < Registers; register++) Raise(register, other._ranks[register]);
    }

    public long Estimate()
    {
        Span<int> registersByRank = stackalloc int[HighestRank + 1];
        registersByRank.Clear();
        foreach (var rank in _ranks) registersByRank[rank]++;
        return Estimate(registersByRank);
    }

    /// <summary>Appends how many registers are set and each as a pair, or all registers where that is shorter.</summary>
    public void Write(List<byte> bytes)
    {
        var set = Registers - _ranks.AsSpan().Count((byte)0);
        StateBytes.AppendInt32(bytes, set);
        if (IsDense(set))
        {
            bytes.AddRange(_ranks.AsSpan());
            return;
        }

        for (var register = 0; register < Registers; register++)
        {
            if (_ranks[register] == 0) continue;
            bytes.Add((byte)(register & 0xFF));
            bytes.Add((byte)(register >> 8));
            bytes.Add(_ranks[register]);
        }
    }

    public void MergeFrom(ref ReadOnlySpan<byte> bytes)
    {
        var set = StateBytes.ReadInt32(ref bytes);
        if (IsDense(set))
        {
            for (var register = 0; register < Registers; register++) Raise(register, bytes[register]);
            bytes = bytes[Registers..];
            return;
        }

        for (; set > 0; set--, bytes = bytes[PairSize..]) Raise(bytes[0] | (bytes[1] << 8), bytes[2]);
    }

    private static bool IsDense(int set) => set * PairSize >= Registers;

    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        var (y, z, before) = (1.0, x, double.NaN);
        while (z != before)
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }

        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        var (y, z, before) = (1.0, 1 - x, double.NaN);
        while (z != before)
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }

        return z / 3;
    }

    private void Raise(int register, byte rank)
    {
        if (rank > _ranks[register]) _ranks[register] = rank;
    }
}
