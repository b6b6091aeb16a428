using System.Runtime.InteropServices;
using System.Text;
using Quern.Values;

namespace Quern.Profiles;

/// <summary>
/// The values that occur most, by the counters of J. Misra and D. Gries (1982), which merge (P. K. Agarwal et al., "Mergeable summaries", 2012): a value that makes up more than
/// 1 / <see cref="Kept"/> of all is here. What is taken off a value's counter to make room for others is remembered with it, so that nothing is missing of its count but what was met before it came
/// to stay: at most <see cref="Missed"/>. Exact up to that many distinct values.
/// </summary>
internal sealed class FrequentValues(ValueKind kind)
{
    /// <summary>How many values are kept.</summary>
    public const int Kept = 96;

    // Text that is longer stands for nobody's category, and would be kept for each bucket of time.
    private const int LongestText = 128;

    private readonly Dictionary<ulong, Entry> _entries = [];
    private IReadOnlyList<FrequentValue>? _list;

    /// <summary>By how much a count may be too low; 0 while all values are here.</summary>
    public long Missed { get; private set; }

    /// <summary>Adds a fixed-width value that stands for so many.</summary>
    public void Add(ulong hash, long bits, long weight)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, hash, out var known);
        entry = known ? entry with { Count = entry.Count + weight } : new(weight, 0, bits, null);
        Limit();
    }

    /// <summary>Adds a text, as UTF-8, that stands for so many.</summary>
    public void Add(ulong hash, ReadOnlySpan<byte> utf8, long weight)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, hash, out var known);
        entry = known ? entry with { Count = entry.Count + weight } : new(weight, 0, 0, utf8.Length <= LongestText ? Encoding.UTF8.GetString(utf8) : Encoding.UTF8.GetString(utf8[..(LongestText / 2)]) + "…");
        Limit();
    }

    public void Merge(FrequentValues other)
    {
        foreach (var (hash, entry) in other._entries) _entries[hash] = _entries.TryGetValue(hash, out var own) ? own with { Count = own.Count + entry.Count, Taken = own.Taken + entry.Taken } : entry;
        Missed += other.Missed;
        _list = null;
        Trim();
    }

    /// <summary>The values, the most frequent first.</summary>
    public IReadOnlyList<FrequentValue> List() => _list ??=
    [
        // Those that would be kept, by what is known of them.
        .. _entries.OrderByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key).Take(Kept)
            .OrderByDescending(pair => pair.Value.Met).ThenBy(pair => pair.Key).Select(pair => new FrequentValue(Show(pair.Value), pair.Value.Met) { Hash = pair.Key }),
    ];

    public void Write(List<byte> bytes)
    {
        Trim();
        ProfileBytes.AppendCount(bytes, Missed);
        ProfileBytes.AppendCount(bytes, _entries.Count);
        foreach (var (hash, entry) in _entries.OrderBy(pair => pair.Key))
        {
            ProfileBytes.AppendHash(bytes, hash);
            ProfileBytes.AppendCount(bytes, entry.Count);
            ProfileBytes.AppendCount(bytes, entry.Taken);
            if (kind == ValueKind.String) ProfileBytes.AppendText(bytes, entry.Text!);
            else ProfileBytes.AppendHash(bytes, unchecked((ulong)entry.Bits));
        }
    }

    public static FrequentValues Read(ValueKind kind, ref ReadOnlySpan<byte> bytes)
    {
        var values = new FrequentValues(kind) { Missed = ProfileBytes.ReadCount(ref bytes) };
        for (var rest = ProfileBytes.ReadCount(ref bytes); rest > 0; rest--)
        {
            var (hash, count, taken) = (ProfileBytes.ReadHash(ref bytes), ProfileBytes.ReadCount(ref bytes), ProfileBytes.ReadCount(ref bytes));
            values._entries.Add(hash, kind == ValueKind.String ? new(count, taken, 0, ProfileBytes.ReadText(ref bytes)) : new(count, taken, unchecked((long)ProfileBytes.ReadHash(ref bytes)), null));
        }

        return values;
    }

    private string Show(Entry entry) => entry.Text ?? Value.OfBits(kind, entry.Bits).ToString();

    // Trimmed seldom, so that a value costs little.
    private void Limit()
    {
        _list = null;
        if (_entries.Count > 4 * Kept) Trim();
    }

    private void Trim()
    {
        if (_entries.Count <= Kept) return;
        _list = null;
        var (counts, at) = (new long[_entries.Count], 0);
        foreach (var entry in _entries.Values) counts[at++] = entry.Count;
        Array.Sort(counts);
        var less = counts[^(Kept + 1)];
        foreach (var (hash, entry) in _entries)
            if (entry.Count > less) CollectionsMarshal.GetValueRefOrNullRef(_entries, hash) = entry with { Count = entry.Count - less, Taken = entry.Taken + less };
            else _entries.Remove(hash);
        Missed += less;
    }

    // What is left of the counter, and what was taken off it.
    private readonly record struct Entry(long Count, long Taken, long Bits, string? Text)
    {
        public long Met => Count + Taken;
    }
}

/// <summary>A value that occurs often.</summary>
/// <param name="Text">The value as it is written; of long text its beginning.</param>
/// <param name="Count">About how many rows have it; never more than there are.</param>
public readonly record struct FrequentValue(string Text, long Count)
{
    /// <summary>The hash of the value, of long text too.</summary>
    internal ulong Hash { get; init; }
}
