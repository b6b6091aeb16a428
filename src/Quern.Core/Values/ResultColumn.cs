namespace Quern.Values;

/// <summary>
/// The computed values of one feature for a known number of rows, written in any order and by several threads, each row by one. A fixed-width value is held by its
/// bits, any other as encoded bytes (<see cref="ValueCodec"/>). Rows that nobody writes are null with status <see cref="FeatureStatus.NotFound"/>.
/// </summary>
public sealed class ResultColumn
{
    private readonly List<ResultWriter> _writers = [];
    private readonly bool _isOfBlock;
    private long[] _slots = [];
    private byte[] _statuses = [];
    private int _start;
    private int _opened;

    /// <summary>A column in which every row is <see cref="FeatureStatus.NotFound"/>.</summary>
    public ResultColumn(DataType type, int rows)
    {
        Type = type;
        Reset(rows);
    }

    /// <summary>A column of a <see cref="ResultBlock"/>, which says where its rows are.</summary>
    internal ResultColumn(DataType type) => (Type, _isOfBlock) = (type, true);

    /// <summary>The type of the values.</summary>
    public DataType Type { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>By row: the bits of a fixed-width value; otherwise where its bytes are, for <see cref="Encoded"/>.</summary>
    public ReadOnlySpan<long> Slots => _slots.AsSpan(_start, Count);

    /// <summary>The statuses by row, each a <see cref="FeatureStatus"/>; a value is there only when it <see cref="FeatureStatuses.HasValue"/>.</summary>
    public ReadOnlySpan<byte> Statuses => _statuses.AsSpan(_start, Count);

    /// <summary>The encoded bytes of a row that has a value and is not fixed-width.</summary>
    public ReadOnlySpan<byte> Encoded(int row)
    {
        var slot = Slots[row];
        return _writers[(int)(slot >> 40)].Read((int)(slot & 0xFF_FFFF_FFFF));
    }

    /// <summary>The value of a row.</summary>
    public Value this[int row] => !StatusOf(row).HasValue() ? Value.Null
        : Type.IsFixedWidth ? Value.OfBits(Type.Kind, Slots[row])
        : ValueCodec.Decode(Type, Encoded(row));

    /// <summary>The status of a row.</summary>
    public FeatureStatus StatusOf(int row) => (FeatureStatus)Statuses[row];

    /// <summary>The status of a row where JSON tells it, which has no word for a number that is not finite: such a value is a null.</summary>
    public FeatureStatus ToldStatusOf(int row)
    {
        var status = StatusOf(row);
        var isReal = Type.IsFixedWidth && Type.Kind is ValueKind.Float32 or ValueKind.Float64;
        return status == FeatureStatus.Present && isReal && !double.IsFinite(BitConverter.Int64BitsToDouble(Slots[row])) ? FeatureStatus.NullValue : status;
    }

    /// <summary>
    /// Forgets all values and makes every row <see cref="FeatureStatus.NotFound"/> again. Memory is kept, and so are writers: those opened before stay good, and
    /// <see cref="OpenWriter"/> gives them out again. Nobody may be writing or reading.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is of a block and would have another number of rows than the block.</exception>
    public void Reset(int rows)
    {
        if (_isOfBlock && rows != Count) throw new InvalidOperationException("Columns of a block have as many rows each; reset the block.");
        if (rows > _slots.Length) (_slots, _statuses) = (new long[rows], new byte[rows]);
        Reset(_slots, _statuses, _start, rows);
    }

    /// <summary>As the other, with the rows from <paramref name="start"/> on of these arrays.</summary>
    internal void Reset(long[] slots, byte[] statuses, int start, int rows)
    {
        (_slots, _statuses, _start, Count, _opened) = (slots, statuses, start, rows, 0);
        _statuses.AsSpan(start, rows).Fill((byte)FeatureStatus.NotFound);
        foreach (var writer in _writers) writer.Restart(slots, statuses, start, rows);
    }

    /// <summary>A writer for one thread. Safe to call from several.</summary>
    public ResultWriter OpenWriter()
    {
        lock (_writers)
        {
            if (_opened == _writers.Count) _writers.Add(new(_slots, _statuses, _start, Count, _writers.Count));
            return _writers[_opened++];
        }
    }
}
