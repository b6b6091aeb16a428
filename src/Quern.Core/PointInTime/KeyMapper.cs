using Quern.Values;

namespace Quern.PointInTime;

/// <summary>
/// Gives each row of key columns its number in a <see cref="KeyIndex"/>. One mapper serves one stream of batches by one thread: what a text's code means
/// is looked up once and remembered, since the batches of a stream share their texts.
/// </summary>
public sealed class KeyMapper
{
    /// <summary>The number of a row whose key has a null part.</summary>
    public const int NullKey = -1;

    /// <summary>The number of a row whose key is not in the index.</summary>
    public const int UnknownKey = -2;

    private const int NotLookedUp = 0;
    private readonly KeyIndex _index;
    private readonly bool _add;
    private readonly int[][] _codes;
    private readonly StringPool?[] _pools;

    /// <summary>A mapper that adds keys it has not seen, or (read only) calls them unknown.</summary>
    public KeyMapper(KeyIndex index, bool add)
    {
        (_index, _add) = (index, add);
        _codes = [.. index.Kinds.Select(_ => Array.Empty<int>())];
        _pools = new StringPool?[index.Kinds.Count];
    }

    /// <summary>Writes the key number of each row, or <see cref="NullKey"/> or <see cref="UnknownKey"/>.</summary>
    public void Map(ReadOnlySpan<Column> parts, Span<int> keys)
    {
        MapPart(0, parts[0], keys, first: true);
        for (var part = 1; part < parts.Length; part++) MapPart(part, parts[part], keys, first: false);
    }

    private void MapPart(int part, Column column, Span<int> keys, bool first)
    {
        for (var row = 0; row < keys.Length; row++)
        {
            if (!first && keys[row] == NullKey) continue;
            if (column.IsNull(row))
            {
                keys[row] = NullKey;
                continue;
            }

            var code = column is TextColumn text ? TextCode(part, text, row) : Code(part, column, row);
            if (first) keys[row] = code;
            else if (keys[row] >= 0) keys[row] = code < 0 ? UnknownKey : Combine(part, keys[row], code);
        }
    }

    private int Combine(int part, int prefix, int code)
    {
        if (_add) return _index.AddPair(part, prefix, code);
        var key = _index.FindPair(part, prefix, code);
        return key < 0 ? UnknownKey : key;
    }

    private int Code(int part, Column column, int row)
    {
        if (_add) return _index.AddPart(part, column, row);
        var code = _index.FindPart(part, column, row);
        return code < 0 ? UnknownKey : code;
    }

    // Remembered codes are shifted by 3, so that 0 is free to mean that nobody looked yet.
    private int TextCode(int part, TextColumn text, int row)
    {
        if (!ReferenceEquals(_pools[part], text.Pool))
        {
            _pools[part] = text.Pool;
            _codes[part] = [];
        }

        var local = text.Codes[row];
        if (local >= _codes[part].Length) Array.Resize(ref _codes[part], Math.Max(64, text.Pool.Count * 2));
        ref var known = ref _codes[part][local];
        if (known == NotLookedUp) known = Code(part, text, row) + 3;
        return known - 3;
    }
}
