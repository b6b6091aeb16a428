using System.Numerics;

namespace Quern.Aggregation.Sliding;

/// <summary>How many values there are of each rank, as a tree of partial sums (P. Fenwick, 1994): counting one and finding the k-th take log2 of the ranks.</summary>
internal sealed class RankTree
{
    private int[] _sums = [0];
    private int _ranks;
    private int _highestStep;

    /// <summary>Empties the tree and makes room for the ranks below <paramref name="ranks"/>.</summary>
    public void Reset(int ranks)
    {
        if (_sums.Length <= ranks) _sums = new int[Math.Max(ranks + 1, _sums.Length * 2)];
        else Array.Clear(_sums, 0, ranks + 1);
        _ranks = ranks;
        _highestStep = ranks == 0 ? 0 : 1 << BitOperations.Log2((uint)ranks);
    }

    /// <summary>Counts <paramref name="change"/> more values of a rank.</summary>
    public void Add(int rank, int change)
    {
        var sums = _sums;
        for (var node = rank + 1; node <= _ranks; node += node & -node) sums[node] += change;
    }

    /// <summary>The rank of the k-th value from below; k is from 1 to the number of values.</summary>
    public int Select(int k)
    {
        var node = 0;
        for (var step = _highestStep; step > 0; step >>= 1)
        {
            var next = node + step;
            if (next > _ranks || _sums[next] >= k) continue;
            node = next;
            k -= _sums[next];
        }

        return node;
    }
}
