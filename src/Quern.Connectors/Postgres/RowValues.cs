namespace Quern.Connectors.Postgres;

/// <summary>The values of one row as the server's texts, in one piece of memory that is used again for the next row.</summary>
internal sealed class RowValues
{
    private const int Null = -1;
    private const int Unchanged = -2;
    private readonly List<(int Start, int Length)> _values = [];
    private byte[] _bytes = new byte[256];
    private int _used;

    public int Count => _values.Count;

    /// <summary>The text of a value, as UTF-8; empty when it is null or not there.</summary>
    public ReadOnlySpan<byte> this[int column] => _values[column] is { Length: >= 0 } value ? _bytes.AsSpan(value.Start, value.Length) : default;

    public bool IsNull(int column) => _values[column].Length == Null;

    /// <summary>Whether the server has not sent a value because it did not change: one that is so long that it lies outside the row.</summary>
    public bool IsUnchanged(int column) => _values[column].Length == Unchanged;

    public bool Equal(int column, RowValues other) => _values[column].Length == other._values[column].Length && this[column].SequenceEqual(other[column]);

    /// <summary>Takes what was not sent from the old row, which has it.</summary>
    public void FillUnchanged(RowValues old)
    {
        for (var column = 0; column < Count; column++)
        {
            if (!IsUnchanged(column) || old.IsUnchanged(column)) continue;
            var start = Reserve(old[column].Length);
            old[column].CopyTo(_bytes.AsSpan(start));
            _values[column] = (start, old[column].Length);
        }
    }

    public void Clear()
    {
        _values.Clear();
        _used = 0;
    }

    public void AddNull() => _values.Add((0, Null));

    public void AddUnchanged() => _values.Add((0, Unchanged));

    /// <summary>Adds a text that the caller writes.</summary>
    /// <param name="length">Its length in bytes.</param>
    public Memory<byte> Add(int length)
    {
        var start = Reserve(length);
        _values.Add((start, length));
        return _bytes.AsMemory(start, length);
    }

    public void Add(ReadOnlySpan<byte> text) => text.CopyTo(Add(text.Length).Span);

    private int Reserve(int length)
    {
        if (_bytes.Length < _used + length) Array.Resize(ref _bytes, Math.Max(_used + length, _bytes.Length * 2));
        _used += length;
        return _used - length;
    }
}
