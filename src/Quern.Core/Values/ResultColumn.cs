namespace Quern.Values;

/// <summary>
/// The computed values of one feature for a known number of rows, written in any order and by several threads, each row by one. A fixed-width value is held by its
/// bits, any other as encoded bytes (<see cref="ValueCodec"/>). Rows that nobody writes are null with status <see cref="FeatureStatus.NotFound"/>.
/// </summary>
public sealed class ResultColumn
{
    private long[] _slots;
    private byte[] _statuses;
    private readonly List<ResultWriter> _writers = [];
    private int _opened;

    /// <summary>A column in which every row is <see cref="FeatureStatus.NotFound"/>.</summary>
    public ResultColumn(DataType type, int rows)
    {
        Type = type;
        _slots = new long[rows];
        _statuses = new byte[rows];
        Count = rows;
        Array.Fill(_statuses, (byte)FeatureStatus.NotFound);
    }

    /// <summary>The type of the values.</summary>
    public DataType Type { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>By row: the bits of a fixed-width value; otherwise where its bytes are, for <see cref="Encoded"/>.</summary>
    public ReadOnlySpan<long> Slots => _slots.AsSpan(0, Count);

    /// <summary>The statuses by row, each a <see cref="FeatureStatus"/>; a value is there only when it <see cref="FeatureStatuses.HasValue"/>.</summary>
    public ReadOnlySpan<byte> Statuses => _statuses.AsSpan(0, Count);

    /// <summary>The encoded bytes of a row that has a value and is not fixed-width.</summary>
    public ReadOnlySpan<byte> Encoded(int row)
    {
        var slot = _slots[row];
        return _writers[(int)(slot >> 40)].Read((int)(slot & 0xFF_FFFF_FFFF));
    }

    /// <summary>The value of a row.</summary>
    public Value this[int row] => !StatusOf(row).HasValue() ? Value.Null
        : Type.IsFixedWidth ? Value.OfBits(Type.Kind, _slots[row])
        : ValueCodec.Decode(Type, Encoded(row));

    /// <summary>The status of a row.</summary>
    public FeatureStatus StatusOf(int row) => (FeatureStatus)_statuses[row];

    /// <summary>The status of a row where JSON tells it, which has no word for a number that is not finite: such a value is a null.</summary>
    public FeatureStatus ToldStatusOf(int row)
    {
        var status = StatusOf(row);
        var isReal = Type.IsFixedWidth && Type.Kind is ValueKind.Float32 or ValueKind.Float64;
        return status == FeatureStatus.Present && isReal && !double.IsFinite(BitConverter.Int64BitsToDouble(_slots[row])) ? FeatureStatus.NullValue : status;
    }

    /// <summary>
    /// Forgets all values and makes every row <see cref="FeatureStatus.NotFound"/> again. Memory is kept, and so are writers: those opened before stay good, and
    /// <see cref="OpenWriter"/> gives them out again. Nobody may be writing or reading.
    /// </summary>
    public void Reset(int rows)
    {
        var grows = rows > _slots.Length;
        if (grows)
        {
            _slots = new long[rows];
            _statuses = new byte[rows];
        }

        Count = rows;
        _opened = 0;
        _statuses.AsSpan(0, rows).Fill((byte)FeatureStatus.NotFound);
        if (!grows && Type.IsFixedWidth) return;
        foreach (var writer in _writers) writer.Restart(_slots, _statuses);
    }

    /// <summary>A writer for one thread. Safe to call from several.</summary>
    public ResultWriter OpenWriter()
    {
        lock (_writers)
        {
            if (_opened == _writers.Count) _writers.Add(new(_slots, _statuses, _writers.Count));
            return _writers[_opened++];
        }
    }
}
