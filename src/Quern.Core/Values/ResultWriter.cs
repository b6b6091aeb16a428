using System.Buffers.Binary;
using System.Text;

namespace Quern.Values;

/// <summary>Writes rows of a <see cref="ResultColumn"/> from one thread; bytes of its own hold what is not fixed-width.</summary>
public sealed class ResultWriter
{
    private readonly long _tag;
    private long[] _slots;
    private byte[] _statuses;
    private int _start;
    private int _rows;
    private byte[] _bytes = [];
    private int _used;

    internal ResultWriter(long[] slots, byte[] statuses, int start, int rows, int number) => (_slots, _statuses, _start, _rows, _tag) = (slots, statuses, start, rows, (long)number << 40);

    /// <summary>Writes a fixed-width value by its bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column has no such row; so do all that write one.</exception>
    public void SetBits(int row, long bits)
    {
        var place = PlaceOf(row);
        _slots[place] = bits;
        _statuses[place] = (byte)FeatureStatus.Present;
    }

    /// <summary>Writes a real.</summary>
    public void SetDouble(int row, double value) => SetBits(row, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a value that is not fixed-width, as <see cref="ValueCodec"/> encodes it. At most 2 GiB in all from one writer.</summary>
    public void SetEncoded(int row, ReadOnlySpan<byte> encoded) => encoded.CopyTo(Reserve(row, encoded.Length));

    /// <summary>Writes a text. Allocates nothing but room for all.</summary>
    public void SetText(int row, string text) => Encoding.UTF8.GetBytes(text, Reserve(row, Encoding.UTF8.GetByteCount(text)));

    /// <summary>Writes null and why.</summary>
    public void SetNull(int row, FeatureStatus status) => _statuses[PlaceOf(row)] = (byte)status;

    /// <summary>Gives the value that was written to a row another status than <see cref="FeatureStatus.Present"/>: one that has a value too.</summary>
    public void Mark(int row, FeatureStatus status) => _statuses[PlaceOf(row)] = (byte)status;

    /// <summary>Writes any value, null with the status given.</summary>
    public void Set(int row, Value value, FeatureStatus status)
    {
        if (value.IsNull)
        {
            SetNull(row, status);
            return;
        }

        if (value.Type.IsFixedWidth)
        {
            SetBits(row, value.Bits);
            return;
        }

        var bytes = new List<byte>();
        ValueCodec.Encode(value, bytes);
        SetEncoded(row, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    internal void Restart(long[] slots, byte[] statuses, int start, int rows) => (_slots, _statuses, _start, _rows, _used) = (slots, statuses, start, rows, 0);

    internal ReadOnlySpan<byte> Read(int offset) => _bytes.AsSpan(offset + 4, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(offset)));

    // The arrays may be those of a block, where a row too many would be one of another column.
    private int PlaceOf(int row) => row >= 0 && row < _rows ? _start + row : throw new ArgumentOutOfRangeException(nameof(row));

    private Span<byte> Reserve(int row, int length)
    {
        var end = checked(_used + 4 + length);
        if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, (int)Math.Min(Array.MaxLength, Math.Max(256, _bytes.Length * 2L))));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_used), length);
        SetBits(row, _tag | (long)_used);
        var bytes = _bytes.AsSpan(_used + 4, length);
        _used = end;
        return bytes;
    }
}
