namespace Quern.Values;

/// <summary>Distinct 64-bit words, each with a code: 0, 1, 2, … in the order of first sight. Open addressing; reading is safe from several threads while nobody adds.</summary>
public sealed class LongMap
{
    private long[] _words = new long[16];
    private int[] _slots = new int[32];

    /// <summary>How many distinct words there are.</summary>
    public int Count { get; private set; }

    /// <summary>The word with a code.</summary>
    public long this[int code] => _words[code];

    /// <summary>The code of a word, or -1 when it is not here.</summary>
    public int Find(long word) => _slots[Slot(word)] - 1;

    /// <summary>The code of a word, which is added when it is new.</summary>
    public int Intern(long word)
    {
        var slot = Slot(word);
        if (_slots[slot] != 0) return _slots[slot] - 1;
        if (Count == _words.Length) Array.Resize(ref _words, Count * 2);
        _words[Count] = word;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length) Rehash();
        return Count - 1;
    }

    private int Slot(long word)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(StableHash.Of(word) & (uint)mask);
        while (_slots[slot] is var code && code != 0 && _words[code - 1] != word) slot = (slot + 1) & mask;
        return slot;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        for (var code = 0; code < Count; code++) _slots[Slot(_words[code])] = code + 1;
    }
}
