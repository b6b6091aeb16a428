using Quern.Aggregation.Sketches;

namespace Quern.Aggregation.Sliding;

/// <summary>
/// The registers of a <see cref="HyperLogLog"/> over the distinct values inside a window, which can go down again: the values of an entity are grouped by register, by
/// falling rank, so that when the value that set a register departs the next one is the first of its group that is inside. A group has few values.
/// </summary>
internal sealed class SlidingRegisters
{
    private const int RankBits = 6;

    private readonly int[] _starts = new int[HyperLogLog.Registers + 1];
    private readonly byte[] _ranks = new byte[HyperLogLog.Registers];
    private readonly int[] _registersByRank = new int[HyperLogLog.HighestRank + 1];
    private int[] _places = [];
    private int[] _grouped = [];

    /// <summary>Starts with the values whose entry in <paramref name="inside"/> (how many events have the value, by code) is not zero.</summary>
    public void Load(DistinctValues values, ReadOnlySpan<int> inside)
    {
        Group(values);
        Array.Clear(_ranks);
        Array.Clear(_registersByRank);
        _registersByRank[0] = HyperLogLog.Registers;
        for (var code = 0; code < values.Count; code++)
            if (inside[code] > 0)
                Arrive(code);
    }

    /// <summary>A value comes in that was not inside.</summary>
    public void Arrive(int code)
    {
        var (register, rank) = (RegisterOf(_places[code]), RankOf(_places[code]));
        if (rank > _ranks[register]) Set(register, rank);
    }

    /// <summary>A value is inside no more; <paramref name="inside"/> says so already.</summary>
    public void Depart(int code, ReadOnlySpan<int> inside)
    {
        var (register, rank) = (RegisterOf(_places[code]), RankOf(_places[code]));
        if (rank < _ranks[register]) return;
        var next = 0;
        for (var i = _starts[register]; i < _starts[register + 1] && next == 0; i++)
            if (inside[_grouped[i]] > 0)
                next = RankOf(_places[_grouped[i]]);
        if (next != rank) Set(register, next);
    }

    /// <summary>The estimate for the values inside, the same as that of a <see cref="HyperLogLog"/> which has seen just them.</summary>
    public long Estimate() => HyperLogLog.Estimate(_registersByRank);

    // A place orders by register, then by falling rank.
    private static int PlaceOf(ulong hash) => (HyperLogLog.RegisterOf(hash) << RankBits) | (HyperLogLog.HighestRank - HyperLogLog.RankOf(hash));

    private static int RegisterOf(int place) => place >> RankBits;

    private static int RankOf(int place) => HyperLogLog.HighestRank - (place & ((1 << RankBits) - 1));

    private void Group(DistinctValues values)
    {
        if (_places.Length < values.Count) (_places, _grouped) = (new int[values.Count], new int[values.Count]);
        var sorted = new int[values.Count];
        for (var code = 0; code < values.Count; code++)
        {
            sorted[code] = _places[code] = PlaceOf(values.Hash(code));
            _grouped[code] = code;
        }

        Array.Sort(sorted, _grouped, 0, values.Count);
        Array.Clear(_starts);
        foreach (var place in sorted) _starts[RegisterOf(place) + 1]++;
        for (var register = 0; register < HyperLogLog.Registers; register++) _starts[register + 1] += _starts[register];
    }

    private void Set(int register, int rank)
    {
        _registersByRank[_ranks[register]]--;
        _registersByRank[rank]++;
        _ranks[register] = (byte)rank;
    }
}
