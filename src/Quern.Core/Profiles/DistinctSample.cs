namespace Quern.Profiles;

/// <summary>
/// The values with the least hashes, and how often each was met: from them, how many distinct values there are (K. Beyer et al., "On synopses for distinct-value estimation under
/// multiset operations", 2007) and which share of the rows only repeats another. Exact up to <paramref name="size"/> distinct values; beyond, the standard error of the number is
/// 1 / sqrt(size - 2): 6 % for 256.
/// </summary>
internal sealed class DistinctSample(int size)
{
    private readonly Dictionary<ulong, long> _counts = [];
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
            var rows = _counts.Values.Sum();
            return rows == 0 ? 0 : 1 - ((double)_counts.Count / rows);
        }
    }

    public void Add(ulong hash)
    {
        if (hash > _greatest) return;
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, hash, out _)++;
        // Trimmed seldom, so that a value costs little.
        if (_counts.Count > 4 * size) Trim();
    }

    public void Merge(DistinctSample other)
    {
        _greatest = Math.Min(_greatest, other._greatest);
        foreach (var (hash, count) in other._counts) _counts[hash] = _counts.GetValueOrDefault(hash) + count;
        foreach (var hash in _counts.Keys.Where(hash => hash > _greatest).ToArray()) _counts.Remove(hash);
        Trim();
    }

    public void Write(List<byte> bytes)
    {
        Trim();
        ProfileBytes.AppendHash(bytes, _greatest);
        ProfileBytes.AppendCount(bytes, _counts.Count);
        foreach (var (hash, count) in _counts.OrderBy(pair => pair.Key))
        {
            ProfileBytes.AppendHash(bytes, hash);
            ProfileBytes.AppendCount(bytes, count);
        }
    }

    public static DistinctSample Read(int size, ref ReadOnlySpan<byte> bytes)
    {
        var sample = new DistinctSample(size) { _greatest = ProfileBytes.ReadHash(ref bytes) };
        for (var rest = ProfileBytes.ReadCount(ref bytes); rest > 0; rest--) sample._counts.Add(ProfileBytes.ReadHash(ref bytes), ProfileBytes.ReadCount(ref bytes));
        return sample;
    }

    private void Trim()
    {
        if (_counts.Count <= size) return;
        var hashes = _counts.Keys.ToArray();
        Array.Sort(hashes);
        _greatest = hashes[size - 1];
        foreach (var hash in hashes.AsSpan(size)) _counts.Remove(hash);
    }
}
