using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// Distinct entity keys, each with a number: 0, 1, 2, … in the order of first sight. A part has a code among the values of that part; a key of several parts is found by
/// pairing the number of its first parts with the code of the next, so no two keys can ever share a number. Adding is for one thread; finding for any while nobody adds.
/// </summary>
public sealed class KeyIndex
{
    private readonly StringPool?[] _texts;
    private readonly LongMap?[] _words;
    private readonly LongMap[] _pairs;

    /// <summary>An index for keys with parts of the given kinds.</summary>
    public KeyIndex(IReadOnlyList<ValueKind> kinds)
    {
        Kinds = kinds;
        _texts = [.. kinds.Select(kind => kind == ValueKind.String ? new StringPool() : null)];
        _words = [.. kinds.Select(kind => kind == ValueKind.String ? null : new LongMap())];
        _pairs = [.. kinds.Skip(1).Select(_ => new LongMap())];
    }

    /// <summary>The kinds of the parts.</summary>
    public IReadOnlyList<ValueKind> Kinds { get; }

    /// <summary>How many distinct keys there are.</summary>
    public int Count => _pairs.Length > 0 ? _pairs[^1].Count : PartCount(0);

    /// <summary>The parts of the key with a number.</summary>
    public Value[] Parts(int key)
    {
        var parts = new Value[Kinds.Count];
        for (var part = parts.Length - 1; part > 0; part--)
        {
            var pair = _pairs[part - 1][key];
            parts[part] = PartValue(part, (int)(pair & uint.MaxValue));
            key = (int)(pair >> 32);
        }

        parts[0] = PartValue(0, key);
        return parts;
    }

    /// <summary>The encoded key with a number.</summary>
    public RowKey Key(int key) => RowKey.Of(Parts(key));

    internal int FindPart(int part, Column column, int row) => column is TextColumn text
        ? _texts[part]!.Find(text.Pool.Utf8(text.Codes[row]))
        : _words[part]!.Find(((Int64Column)column).Values[row]);

    internal int AddPart(int part, Column column, int row) => column is TextColumn text
        ? _texts[part]!.Intern(text.Pool.Utf8(text.Codes[row]))
        : _words[part]!.Intern(((Int64Column)column).Values[row]);

    internal int FindPair(int part, int prefix, int code) => _pairs[part - 1].Find(Pair(prefix, code));

    internal int AddPair(int part, int prefix, int code) => _pairs[part - 1].Intern(Pair(prefix, code));

    private static long Pair(int prefix, int code) => ((long)prefix << 32) | (uint)code;

    private int PartCount(int part) => _texts[part]?.Count ?? _words[part]!.Count;

    private Value PartValue(int part, int code) => _texts[part] is { } texts
        ? Value.Of(texts[code])
        : Value.OfBits(Kinds[part], _words[part]![code]);
}
