namespace Quern.Profiles;

/// <summary>
/// The values with the least hashes, and how often each was met: from them, how many distinct values there are (K. Beyer et al., "On synopses for distinct-value estimation under
/// multiset operations", 2007) and which share of the rows only repeats another. Exact up to <paramref name="size"/> distinct values; beyond, the standard error of the number is
/// 1 / sqrt(size - 2): 6 % for 256.
/// </summary>
internal sealed class DistinctSample(int size)
{
    private KeyedCounts<ulong> _counts = new();
    private ulong _greatest = ulong.MaxValue;

    /// <summary>Whether every distinct value is here.</summary>
    public bool IsExact => _greatest == ulong.MaxValue;

    /// <summary>About how many distinct values there were.</summary>
    public long Distinct => IsExact ? _counts.Count : (long)Math.Round((_counts.Count - 1) / (_greatest / (double)ulong.MaxValue));

    /// <summary>Which share of the rows repeats a value that another row has had, 0 to 1; 0 when there are none.</summary>
    public double Repeated
    {
        get
        {
            var rows = 0L;
            foreach (var (_, count) in _counts.Sorted()) rows += count;
            return rows == 0 ? 0 : 1 - ((double)_counts.Count / rows);
        }
    }

    public void Add(ulong hash)
    {
        if (hash > _greatest) return;
        _counts.Add(hash, 1);
        // Trimmed seldom, so that a value costs little.
        if (_counts.Count > 4 * size) Trim();
    }

    public void Merge(DistinctSample other)
    {
        _greatest = Math.Min(_greatest, other._greatest);
        _counts.Merge(other._counts);
        var within = _counts.Count;
        for (var sorted = _counts.Sorted(); within > 0 && sorted[within - 1].Key > _greatest;) within--;
        _counts.Keep(within);
        Trim();
    }

    public void Write(List<byte> bytes)
    {
        Trim();
        ProfileBytes.AppendHash(bytes, _greatest);
        ProfileBytes.AppendCount(bytes, _counts.Count);
        foreach (var (hash, count) in _counts.Sorted())
        {
            ProfileBytes.AppendHash(bytes, hash);
            ProfileBytes.AppendCount(bytes, count);
        }
    }

    public static DistinctSample Read(int size, ref ReadOnlySpan<byte> bytes)
    {
        var greatest = ProfileBytes.ReadHash(ref bytes);
        var counts = new (ulong, long)[ProfileBytes.ReadLength(ref bytes)];
        for (var i = 0; i < counts.Length; i++) counts[i] = (ProfileBytes.ReadHash(ref bytes), ProfileBytes.ReadCount(ref bytes));
        return new(size) { _greatest = greatest, _counts = new(counts) };
    }

    private void Trim()
    {
        if (_counts.Count <= size) return;
        _counts.Keep(size);
        _greatest = _counts.Sorted()[^1].Key;
    }
}
