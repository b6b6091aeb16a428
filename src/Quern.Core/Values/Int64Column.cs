namespace Quern.Values;

/// <summary>A column of the whole-number lane: Boolean (0 or 1), Int32, Int64 or Timestamp (microseconds).</summary>
public sealed class Int64Column : Column
{
    private long[] _values;

    /// <summary>An empty column.</summary>
    public Int64Column(ValueKind kind, int capacity = 0)
        : base(kind) => _values = capacity == 0 ? [] : GC.AllocateUninitializedArray<long>(capacity);

    /// <summary>The values by row; the value of a null row means nothing.</summary>
    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    /// <summary>The array behind the rows, longer than they are; for compiled loops, which cannot hold spans.</summary>
    internal long[] Buffer => _values;

    internal override int Capacity => _values.Length;

    /// <summary>Appends a value.</summary>
    public void Append(long value)
    {
        Grow(Count + 1);
        _values[Count++] = value;
    }

    /// <summary>Appends <paramref name="count"/> rows, to be written by the caller; none is null unless set by <see cref="Column.SetNullAt"/>.</summary>
    public Span<long> AppendRange(int count)
    {
        Grow(Count + count);
        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    private protected override Value GetValue(int row) => Value.OfBits(Kind, _values[row]);

    private protected override void AppendValueFrom(Column other, int row) => Append(((Int64Column)other)._values[row]);

    private protected override void AppendValuesFrom(Column other, ReadOnlySpan<int> rows)
    {
        var values = ((Int64Column)other).Values;
        var target = AppendRange(rows.Length);
        for (var i = 0; i < rows.Length; i++) target[i] = values[rows[i]];
    }

    private protected override void AppendValuesFrom(Column other, int first, int count) => ((Int64Column)other).Values.Slice(first, count).CopyTo(AppendRange(count));

    private protected override void Resize(int capacity)
    {
        var values = GC.AllocateUninitializedArray<long>(capacity);
        Values.CopyTo(values);
        _values = values;
    }
}
