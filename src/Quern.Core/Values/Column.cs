namespace Quern.Values;

/// <summary>
/// Values of one kind for many rows, as arrays. There are three lanes: whole numbers (<see cref="Int64Column"/>: Boolean, Int32, Int64, Timestamp),
/// reals (<see cref="Float64Column"/>: Float32, Float64) and bytes (<see cref="TextColumn"/>: String, Embedding). Rows are appended; <see cref="Clear"/> keeps the memory.
/// Not safe for writing from several threads.
/// </summary>
public abstract class Column
{
    private bool[]? _nulls;
    private bool _hasNulls;

    private protected Column(ValueKind kind) => Kind = kind;

    /// <summary>The kind of every value.</summary>
    public ValueKind Kind { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private protected set; }

    /// <summary>Whether any row may be null; when false no row is.</summary>
    public bool HasNulls => _hasNulls;

    /// <summary>True where a row is null; empty when <see cref="HasNulls"/> is false.</summary>
    public ReadOnlySpan<bool> Nulls => _hasNulls ? _nulls.AsSpan(0, Count) : default;

    /// <summary>The array behind <see cref="Nulls"/>, longer than the rows are; null when no row is null. For compiled loops, which cannot hold spans.</summary>
    internal bool[]? NullBuffer => _hasNulls ? _nulls : null;

    /// <summary>An empty column of the lane that holds <paramref name="kind"/>.</summary>
    public static Column Create(ValueKind kind, int capacity = 0) => kind switch
    {
        ValueKind.String or ValueKind.Embedding => new TextColumn(kind, new StringPool(), capacity),
        ValueKind.Float32 or ValueKind.Float64 => new Float64Column(kind, capacity),
        _ => new Int64Column(kind, capacity),
    };

    /// <summary>Whether a row is null.</summary>
    /// <remarks>Of a row that is whole it may be asked while another thread appends: until that one has set the first null, the row is none.</remarks>
    public bool IsNull(int row) => _hasNulls && _nulls is { } nulls && nulls[row];

    /// <summary>Whether a row is null or a finite number, or an embedding of finite numbers; true for whole numbers and text.</summary>
    public bool IsFinite(int row) => IsNull(row) || this switch
    {
        Float64Column real => double.IsFinite(real.Values[row]),
        TextColumn { Kind: ValueKind.Embedding } embedding => EmbeddingBytes.IsFinite(embedding.Pool.Utf8(embedding.Codes[row])),
        _ => true,
    };

    /// <summary>Whether every value is finite, which is found out quickly; a row that is null may hold anything, so that false does not say that any value is not.</summary>
    public bool AreAllFinite
    {
        get
        {
            if (this is Float64Column reals) return reals.Values.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) < 0;
            if (Kind == ValueKind.Embedding)
                for (var row = 0; row < Count; row++)
                    if (!IsFinite(row))
                        return false;
            return true;
        }
    }

    /// <summary>Makes an existing row null.</summary>
    public void SetNullAt(int row) => SetNull(row);

    /// <summary>Appends a null row.</summary>
    public void AppendNull()
    {
        Grow(Count + 1);
        SetNull(Count);
        Count++;
    }

    /// <summary>Appends a row of another column of the same kind, null or not.</summary>
    public void AppendFrom(Column other, int row)
    {
        if (other.IsNull(row)) AppendNull();
        else AppendValueFrom(other, row);
    }

    /// <summary>Appends the given rows of another column of the same kind, null or not.</summary>
    public void AppendSelected(Column other, ReadOnlySpan<int> rows)
    {
        var start = Count;
        AppendValuesFrom(other, rows);
        if (!other._hasNulls) return;
        for (var i = 0; i < rows.Length; i++)
            if (other._nulls![rows[i]])
                SetNull(start + i);
    }

    /// <summary>Appends <paramref name="count"/> rows of another column of the same kind from <paramref name="first"/> on, null or not.</summary>
    public void AppendRows(Column other, int first, int count)
    {
        var start = Count;
        AppendValuesFrom(other, first, count);
        if (!other._hasNulls) return;
        for (var i = 0; i < count; i++)
            if (other._nulls![first + i])
                SetNull(start + i);
    }

    /// <summary>Forgets all rows and keeps the memory.</summary>
    public void Clear()
    {
        if (_hasNulls) Array.Clear(_nulls!);
        Count = 0;
        _hasNulls = false;
    }

    /// <summary>The value of a row as a <see cref="Value"/>; <see cref="Value.Null"/> where it is null.</summary>
    public Value this[int row] => IsNull(row) ? Value.Null : GetValue(row);

    private protected abstract Value GetValue(int row);

    private protected abstract void AppendValueFrom(Column other, int row);

    private protected abstract void AppendValuesFrom(Column other, ReadOnlySpan<int> rows);

    private protected abstract void AppendValuesFrom(Column other, int first, int count);

    private protected abstract void Resize(int capacity);

    internal abstract int Capacity { get; }

    private protected void Grow(int count)
    {
        if (count <= Capacity) return;
        Resize(Math.Max(count, Math.Max(16, checked(Capacity * 2))));
        if (_nulls is not null) Array.Resize(ref _nulls, Capacity);
    }

    private protected void SetNull(int row)
    {
        _hasNulls = true;
        _nulls ??= new bool[Math.Max(Capacity, row + 1)];
        if (_nulls.Length <= row) Array.Resize(ref _nulls, Capacity);
        _nulls[row] = true;
    }
}
