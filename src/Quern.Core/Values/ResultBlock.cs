namespace Quern.Values;

/// <summary>Result columns of the same rows side by side in one piece of memory, so that a row of all of them is written at once: column after column, each with its rows.</summary>
public sealed class ResultBlock
{
    private readonly ResultColumn[] _columns;
    private long[] _slots = [];
    private byte[] _statuses = [];
    private int _rows;

    /// <summary>A block of columns without rows.</summary>
    /// <param name="types">The columns' types.</param>
    public ResultBlock(IEnumerable<DataType> types) => _columns = [.. types.Select(type => new ResultColumn(type))];

    /// <summary>The columns. Each is also written by writers of its own.</summary>
    public IReadOnlyList<ResultColumn> Columns => _columns;

    /// <summary>Forgets all values, as <see cref="ResultColumn.Reset(int)"/> does, and gives all columns another number of rows.</summary>
    public void Reset(int rows)
    {
        _rows = rows;
        var size = rows * _columns.Length;
        if (size > _slots.Length) (_slots, _statuses) = (new long[size], new byte[size]);
        for (var column = 0; column < _columns.Length; column++) _columns[column].Reset(_slots, _statuses, column * rows, rows);
    }

    /// <summary>Writes a fixed-width value into each column of a row, by its bits. All columns are fixed-width.</summary>
    /// <param name="row">The row.</param>
    /// <param name="bits">As many as there are columns, in their order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">There are more or fewer bits than columns.</exception>
    public void SetRow(int row, ReadOnlySpan<long> bits)
    {
        if (row < 0 || row >= _rows) throw new ArgumentOutOfRangeException(nameof(row));
        if (bits.Length != _columns.Length) throw new ArgumentException("One value for each column is needed.", nameof(bits));
        if (_rows == 1)
        {
            bits.CopyTo(_slots);
            _statuses.AsSpan(0, bits.Length).Fill((byte)FeatureStatus.Present);
            return;
        }

        var (slots, statuses) = (_slots, _statuses);
        for (int i = 0, place = row; i < bits.Length; i++, place += _rows)
        {
            slots[place] = bits[i];
            statuses[place] = (byte)FeatureStatus.Present;
        }
    }
}
