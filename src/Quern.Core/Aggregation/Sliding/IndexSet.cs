using System.Numerics;

namespace Quern.Aggregation.Sliding;

/// <summary>
/// A set of small whole numbers as a hierarchy of bitsets: the lowest level has a bit for each number, each higher level a bit for each word of the
/// level below that is not zero. Every operation touches at most one word a level, of which there are log64 of the size; most end at the first.
/// </summary>
internal sealed class IndexSet
{
    private ulong[][] _levels = [[0]];

    /// <summary>The least member, or -1.</summary>
    public int Min => _levels[^1][0] == 0 ? -1 : Least(_levels.Length, 0);

    /// <summary>The greatest member, or -1.</summary>
    public int Max => _levels[^1][0] == 0 ? -1 : Greatest(_levels.Length, 0);

    /// <summary>Empties the set and makes room for the numbers below <paramref name="size"/>. Costs as much as there are members, and more only when the room grows.</summary>
    public void Reset(int size)
    {
        Clear();
        if (size >> 6 < _levels[0].Length) return;
        var levels = new List<ulong[]>();
        for (var words = (Math.Max(size, 2 * 64 * _levels[0].Length) >> 6) + 1; ; words = ((words - 1) >> 6) + 1)
        {
            levels.Add(new ulong[words]);
            if (words == 1) break;
        }

        _levels = [.. levels];
    }

    /// <summary>Puts a number in; no change when it is in.</summary>
    public void Add(int number)
    {
        foreach (var level in _levels)
        {
            ref var word = ref level[number >> 6];
            var before = word;
            word = before | (1UL << (number & 63));
            if (before != 0) return;
            number >>= 6;
        }
    }

    /// <summary>Takes a number out; no change when it is not in.</summary>
    public void Remove(int number)
    {
        foreach (var level in _levels)
        {
            ref var word = ref level[number >> 6];
            word &= ~(1UL << (number & 63));
            if (word != 0) return;
            number >>= 6;
        }
    }

    /// <summary>The greatest member below a number, or -1.</summary>
    public int Predecessor(int number)
    {
        for (var level = 0; level < _levels.Length; level++)
        {
            var below = _levels[level][number >> 6] & ~(ulong.MaxValue << (number & 63));
            if (below != 0) return Greatest(level, (number & ~63) | BitOperations.Log2(below));
            number >>= 6;
        }

        return -1;
    }

    /// <summary>The least member above a number, or -1.</summary>
    public int Successor(int number)
    {
        for (var level = 0; level < _levels.Length; level++)
        {
            var above = _levels[level][number >> 6] & (ulong.MaxValue << (number & 63) << 1);
            if (above != 0) return Least(level, (number & ~63) | BitOperations.TrailingZeroCount(above));
            number >>= 6;
        }

        return -1;
    }

    private int Least(int level, int place)
    {
        while (level > 0) place = (place << 6) | BitOperations.TrailingZeroCount(_levels[--level][place]);
        return place;
    }

    private int Greatest(int level, int place)
    {
        while (level > 0) place = (place << 6) | BitOperations.Log2(_levels[--level][place]);
        return place;
    }

    private void Clear()
    {
        for (var member = Min; member >= 0; member = Min)
        {
            _levels[0][member >> 6] = 1UL << (member & 63);
            Remove(member);
        }
    }
}
