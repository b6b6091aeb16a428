using System.Numerics;
using Quern.Aggregation.Ordering;
using Quern.Values;

namespace Quern.Aggregation.Sliding;

/// <summary>
/// The distinct values of one entity's events, each with a dense code: 0, 1, 2, … in the order of first sight, or on wish in the order of the values.
/// Loaded once for a run; the memory is kept, and a run pays for its own events only.
/// </summary>
internal sealed class DistinctValues(ValueKind kind)
{
    private const int None = -1;

    private readonly bool _isReal = SortableKey.IsReal(kind);
    private StringPool? _pool;
    private int[] _codes = [];
    private long[] _keys = new long[16];
    private int[] _slots = [];
    private int[] _order = [];
    private int[] _ranks = [];
    private int _shift;

    /// <summary>How many distinct values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The code of each event's value by event number; -1 where it is null.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <summary>Takes the values of the first <paramref name="events"/> events, with codes in the order of first sight.</summary>
    public void Load(in SweepArgument argument, int events)
    {
        Reset(events);
        _pool = argument.Pool;
        for (var i = 0; i < events; i++)
            _codes[i] = !argument.Nulls.IsEmpty && argument.Nulls[i] ? None
                : CodeOf(_isReal ? SortableKey.Of(argument.Float64s[i]) : _pool is null ? argument.Int64s[i] : argument.Codes[i]);
    }

    /// <summary>As <see cref="Load"/>, with codes in the order of the values, so that a code is also a rank.</summary>
    public void LoadSorted(in SweepArgument argument, int events)
    {
        Load(argument, events);
        if (_order.Length < Count) (_order, _ranks) = (new int[_keys.Length], new int[_keys.Length]);
        for (var code = 0; code < Count; code++) _order[code] = code;
        if (_pool is null) Array.Sort(_keys, _order, 0, Count);
        else SortTexts(_pool);
        for (var rank = 0; rank < Count; rank++) _ranks[_order[rank]] = rank;
        for (var i = 0; i < events; i++)
            if (_codes[i] != None)
                _codes[i] = _ranks[_codes[i]];
    }

    /// <summary>The bits of a fixed-width value.</summary>
    public long Bits(int code) => SortableKey.Bits(kind, _keys[code]);

    /// <summary>The stable hash of a value.</summary>
    public ulong Hash(int code) => _pool?.Hash((int)_keys[code]) ?? StableHash.Of(Bits(code));

    /// <summary>Appends a value to a list, a ranking or a histogram.</summary>
    public void Append(int code, EncodedItems items)
    {
        if (_pool is null) items.AppendBits(Bits(code));
        else items.AppendText(_pool.Utf8((int)_keys[code]));
    }

    private void Reset(int events)
    {
        Count = 0;
        if (_codes.Length < events) _codes = new int[Math.Max(events, _codes.Length * 2)];
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, events * 2L));
        if (_slots.Length < size) _slots = new int[size];
        else Array.Clear(_slots, 0, size);
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    private int CodeOf(long key)
    {
        // Fibonacci hashing: the upper bits of a product with 2^64 / the golden ratio.
        var mask = (1 << (64 - _shift)) - 1;
        var slot = unchecked((int)((ulong)key * 0x9E3779B97F4A7C15 >> _shift));
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
            if (_keys[_slots[slot] - 1] == key)
                return _slots[slot] - 1;
        if (Count == _keys.Length) Array.Resize(ref _keys, Count * 2);
        _keys[Count] = key;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void SortTexts(StringPool pool)
    {
        var codes = _keys.AsSpan(0, Count);
        codes.Sort(_order.AsSpan(0, Count), (left, right) => pool.Compare((int)left, (int)right));
    }
}
