namespace Quern.Values;

/// <summary>
/// A column of text: each row is the code of a text in a <see cref="StringPool"/>, which columns may share. Embeddings lie in one too, their numbers as bytes, 4 each, little-endian.
/// </summary>
public sealed class TextColumn : Column
{
    private int[] _codes;
    private Dictionary<StringPool, int[]>? _translations;

    /// <summary>An empty column whose texts live in <paramref name="pool"/>.</summary>
    public TextColumn(StringPool pool, int capacity = 0)
        : this(ValueKind.String, pool, capacity)
    {
    }

    /// <summary>An empty column of texts or of embeddings, whose bytes live in <paramref name="pool"/>.</summary>
    public TextColumn(ValueKind kind, StringPool pool, int capacity = 0)
        : base(kind) => (Pool, _codes) = (pool, capacity == 0 ? [] : new int[capacity]);

    /// <summary>Where the texts are.</summary>
    public StringPool Pool { get; }

    /// <summary>The codes by row; the code of a null row means nothing.</summary>
    public ReadOnlySpan<int> Codes => _codes.AsSpan(0, Count);

    /// <summary>The array behind the rows, longer than they are; for compiled loops, which cannot hold spans.</summary>
    internal int[] Buffer => _codes;

    internal override int Capacity => _codes.Length;

    /// <summary>Appends the text with a code of <see cref="Pool"/>.</summary>
    public void Append(int code)
    {
        Grow(Count + 1);
        _codes[Count++] = code;
    }

    /// <summary>Appends a text.</summary>
    public void Append(ReadOnlySpan<byte> utf8) => Append(Pool.Intern(utf8));

    /// <summary>Appends <paramref name="count"/> rows, to be written by the caller; none is null unless set by <see cref="Column.SetNullAt"/>.</summary>
    public Span<int> AppendRange(int count)
    {
        Grow(Count + count);
        Count += count;
        return _codes.AsSpan(Count - count, count);
    }

    private protected override Value GetValue(int row) => Value.OfBytes(Kind, Pool.Utf8(_codes[row]));

    private protected override void AppendValueFrom(Column other, int row)
    {
        var text = (TextColumn)other;
        var code = text._codes[row];
        Append(ReferenceEquals(text.Pool, Pool) ? code : Pool.Intern(text.Pool.Utf8(code)));
    }

    private protected override void AppendValuesFrom(Column other, ReadOnlySpan<int> rows)
    {
        var text = (TextColumn)other;
        var target = AppendRange(rows.Length);
        if (ReferenceEquals(text.Pool, Pool))
        {
            for (var i = 0; i < rows.Length; i++) target[i] = text._codes[rows[i]];
            return;
        }

        var codes = CodesFrom(text.Pool);
        for (var i = 0; i < rows.Length; i++)
            if (!text.IsNull(rows[i]))
                target[i] = Translate(text, rows[i], codes);
    }

    private protected override void AppendValuesFrom(Column other, int first, int count)
    {
        var text = (TextColumn)other;
        var target = AppendRange(count);
        if (ReferenceEquals(text.Pool, Pool))
        {
            text.Codes.Slice(first, count).CopyTo(target);
            return;
        }

        var codes = CodesFrom(text.Pool);
        for (var i = 0; i < count; i++)
            if (!text.IsNull(first + i))
                target[i] = Translate(text, first + i, codes);
    }

    private int Translate(TextColumn text, int row, int[] codes)
    {
        ref var code = ref codes[text._codes[row]];
        if (code == 0) code = Pool.Intern(text.Pool.Utf8(text._codes[row])) + 1;
        return code - 1;
    }

    // What the codes of another pool are here, plus one; 0 where nobody looked yet.
    private int[] CodesFrom(StringPool pool)
    {
        _translations ??= [];
        if (!_translations.TryGetValue(pool, out var codes) || codes.Length < pool.Count)
        {
            Array.Resize(ref codes, pool.Count * 2);
            _translations[pool] = codes;
        }

        return codes;
    }

    private protected override void Resize(int capacity) => Array.Resize(ref _codes, capacity);
}
