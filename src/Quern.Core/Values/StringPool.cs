using System.Text;

namespace Quern.Values;

/// <summary>
/// Distinct texts, each with a code: 0, 1, 2, … in the order of first sight. Texts are held as UTF-8, as strings once somebody asks for one.
/// Reading is safe from several threads while nobody interns, except that <c>this[code]</c> may create the same string twice.
/// </summary>
public sealed class StringPool
{
    private byte[] _bytes = new byte[256];
    private int[] _starts = new int[17];
    private ulong[] _hashes = new ulong[16];
    private string?[] _texts = new string?[16];
    private int[] _slots = new int[32];

    /// <summary>How many distinct texts there are.</summary>
    public int Count { get; private set; }

    /// <summary>The text with a code.</summary>
    public string this[int code] => _texts[code] ??= Encoding.UTF8.GetString(Utf8(code));

    /// <summary>The UTF-8 bytes of the text with a code.</summary>
    public ReadOnlySpan<byte> Utf8(int code) => _bytes.AsSpan(_starts[code], _starts[code + 1] - _starts[code]);

    /// <summary>The stable hash of the text with a code.</summary>
    public ulong Hash(int code) => _hashes[code];

    /// <summary>The code of a text, which is added when it is new.</summary>
    public int Intern(ReadOnlySpan<byte> utf8)
    {
        var hash = StableHash.Of(utf8);
        var slot = Slot(utf8, hash);
        return _slots[slot] != 0 ? _slots[slot] - 1 : Add(utf8, hash, slot);
    }

    /// <summary>The code of a text, which is added when it is new.</summary>
    public int Intern(string text)
    {
        Span<byte> buffer = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, buffer, out var length) ? Intern(buffer[..length]) : Intern(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The code of a text, or -1 when it is not here.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => _slots[Slot(utf8, StableHash.Of(utf8))] - 1;

    /// <summary>Orders two codes by the UTF-8 bytes of their texts.</summary>
    public int Compare(int left, int right) => left == right ? 0 : Utf8(left).SequenceCompareTo(Utf8(right));

    private int Slot(ReadOnlySpan<byte> utf8, ulong hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        while (_slots[slot] is var code && code != 0 && (_hashes[code - 1] != hash || !Utf8(code - 1).SequenceEqual(utf8))) slot = (slot + 1) & mask;
        return slot;
    }

    private int Add(ReadOnlySpan<byte> utf8, ulong hash, int slot)
    {
        var code = Count++;
        if (Count == _hashes.Length) GrowCodes();
        var (start, end) = (_starts[code], _starts[code] + utf8.Length);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, checked(_bytes.Length * 2)));
        utf8.CopyTo(_bytes.AsSpan(start));
        _starts[code + 1] = end;
        _hashes[code] = hash;
        _slots[slot] = code + 1;
        if (Count * 2 > _slots.Length) Rehash();
        return code;
    }

    private void GrowCodes()
    {
        Array.Resize(ref _hashes, Count * 2);
        Array.Resize(ref _texts, Count * 2);
        Array.Resize(ref _starts, (Count * 2) + 1);
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)(_hashes[code] & (uint)mask);
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }
}
