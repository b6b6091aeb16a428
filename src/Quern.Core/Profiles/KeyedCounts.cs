using System.Runtime.InteropServices;

namespace Quern.Profiles;

/// <summary>How often each key was met. While keys are added they are looked up by hash; what is merged, read or written lies in the order of its keys. Not safe for use from several threads.</summary>
internal sealed class KeyedCounts<TKey>
    where TKey : struct, IComparable<TKey>
{
    // One of both has the keys.
    private Dictionary<TKey, long>? _open;
    private (TKey Key, long Count)[] _sorted = [];

    /// <summary>No keys.</summary>
    public KeyedCounts()
    {
    }

    /// <summary>Keys that ascend.</summary>
    public KeyedCounts((TKey Key, long Count)[] sorted) => _sorted = sorted;

    /// <summary>How many keys there are.</summary>
    public int Count => _open?.Count ?? _sorted.Length;

    /// <summary>Adds so many of a key.</summary>
    public void Add(TKey key, long count)
    {
        if (_open is null)
        {
            _open = new(_sorted.Length);
            foreach (var (known, times) in _sorted) _open.Add(known, times);
        }

        CollectionsMarshal.GetValueRefOrAddDefault(_open, key, out _) += count;
    }

    /// <summary>The keys ascending, and how often each was met.</summary>
    public ReadOnlySpan<(TKey Key, long Count)> Sorted()
    {
        if (_open is null) return _sorted;
        _sorted = [.. _open.Select(pair => (pair.Key, pair.Value))];
        Array.Sort(_sorted, static (left, right) => left.Key.CompareTo(right.Key));
        _open = null;
        return _sorted;
    }

    /// <summary>Adds all that another has.</summary>
    public void Merge(KeyedCounts<TKey> other)
    {
        var left = Sorted();
        var right = other.Sorted();
        var merged = new (TKey Key, long Count)[left.Length + right.Length];
        var count = 0;
        for (var (i, j) = (0, 0); i < left.Length || j < right.Length;)
        {
            var order = i == left.Length ? 1 : j == right.Length ? -1 : left[i].Key.CompareTo(right[j].Key);
            merged[count++] = order < 0 ? left[i++] : order > 0 ? right[j++] : (left[i].Key, left[i++].Count + right[j++].Count);
        }

        _sorted = merged.Length == count ? merged : merged[..count];
    }

    /// <summary>Forgets all keys but the first of them.</summary>
    public void Keep(int first)
    {
        if (first < Count) _sorted = Sorted()[..first].ToArray();
    }
}
