using Quern.Values;

namespace Quern.Planning;

/// <summary>The keys of one row of a lookup: the single value, or each item of the list. Read one after the other; never null.</summary>
public ref struct LookupKeys
{
    private readonly bool _isText;
    private readonly long _bits;
    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _isList;
    private ItemReader _items;

    /// <summary>The keys of a row.</summary>
    /// <param name="keys">The feature that has the keys.</param>
    /// <param name="row">The row.</param>
    public LookupKeys(ResultColumn keys, int row)
    {
        IsNull = keys.StatusOf(row) != FeatureStatus.Present;
        if (IsNull) return;
        (_isText, _isList, Count) = (keys.Type.Kind == ValueKind.String, keys.Type.Shape == DataShape.List, 1);
        if (_isList)
        {
            _items = new(keys.Type.Kind, keys.Encoded(row));
            Count = _items.Count;
        }
        else if (_isText) _text = keys.Encoded(row);
        else _bits = keys.Slots[row];
    }

    /// <summary>Whether the value or the list is null; then there is no key.</summary>
    public readonly bool IsNull { get; }

    /// <summary>How many keys there are.</summary>
    public readonly int Count { get; }

    /// <summary>The next key, which is not text, by its bits.</summary>
    public long ReadBits() => _isList ? _items.ReadInt64() : _bits;

    /// <summary>The next key, which is text, as UTF-8.</summary>
    public ReadOnlySpan<byte> ReadText() => _isList ? _items.ReadText() : _text;
}
