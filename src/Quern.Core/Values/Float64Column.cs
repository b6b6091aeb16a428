namespace Quern.Values;

/// <summary>A column of the real lane: Float32 (held as the equal double) or Float64.</summary>
public sealed class Float64Column : Column
{
    private double[] _values;

    /// <summary>An empty column.</summary>
    public Float64Column(ValueKind kind, int capacity = 0)
        : base(kind) => _values = capacity == 0 ? [] : GC.AllocateUninitializedArray<double>(capacity);

    /// <summary>The values by row; the value of a null row means nothing.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>The array behind the rows, longer than they are; for compiled loops, which cannot hold spans.</summary>
    internal double[] Buffer => _values;

    internal override int Capacity => _values.Length;

    /// <summary>Appends a value.</summary>
    public void Append(double value)
    {
        Grow(Count + 1);
        _values[Count++] = value;
    }

    /// <summary>Appends <paramref name="count"/> rows, to be written by the caller; none is null unless set by <see cref="Column.SetNullAt"/>.</summary>
    public Span<double> AppendRange(int count)
    {
        Grow(Count + count);
        Count += count;
        return _values.AsSpan(Count - count, count);
    }

    private protected override Value GetValue(int row) => Value.OfBits(Kind, BitConverter.DoubleToInt64Bits(_values[row]));

    private protected override void AppendValueFrom(Column other, int row) => Append(((Float64Column)other)._values[row]);

    private protected override void AppendValuesFrom(Column other, ReadOnlySpan<int> rows)
    {
        var values = ((Float64Column)other).Values;
        var target = AppendRange(rows.Length);
        for (var i = 0; i < rows.Length; i++) target[i] = values[rows[i]];
    }

    private protected override void AppendValuesFrom(Column other, int first, int count) => ((Float64Column)other).Values.Slice(first, count).CopyTo(AppendRange(count));

    private protected override void Resize(int capacity)
    {
        var values = GC.AllocateUninitializedArray<double>(capacity);
        Values.CopyTo(values);
        _values = values;
    }
}
