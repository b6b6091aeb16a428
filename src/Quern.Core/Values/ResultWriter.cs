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
    private byte[] _bytes = [];
    private int _used;

    internal ResultWriter(long[] slots, byte[] statuses, int start, int number) => (_slots, _statuses, _start, _tag) = (slots, statuses, start, (long)number << 40);

    /// <summary>Writes a fixed-width value by its bits.</summary>
    public void SetBits(int row, long bits)
    {
        _slots[_start + row] = bits;
        _statuses[_start + row] = (byte)FeatureStatus.Present;
    }

    /// <summary>Writes a real.</summary>
    public void SetDouble(int row, double value) => SetBits(row, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a value that is not fixed-width, as <see cref="ValueCodec"/> encodes it. At most 2 GiB in all from one writer.</summary>
    public void SetEncoded(int row, ReadOnlySpan<byte> encoded) => encoded.CopyTo(Reserve(row, encoded.Length));

    /// <summary>Writes a text. Allocates nothing but room for all.</summary>
    public void SetText(int row, string text) => Encoding.UTF8.GetBytes(text, Reserve(row, Encoding.UTF8.GetByteCount(text)));

    /// <summary>Writes null and why.</summary>
    public void SetNull(int row, FeatureStatus status) => _statuses[_start + row] = (byte)status;

    /// <summary>Gives the value that was written to a row another status than <see cref="FeatureStatus.Present"/>: one that has a value too.</summary>
    public void Mark(int row, FeatureStatus status) => _statuses[_start + row] = (byte)status;

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

    internal void Restart(long[] slots, byte[] statuses, int start) => (_slots, _statuses, _start, _used) = (slots, statuses, start, 0);

    internal ReadOnlySpan<byte> Read(int offset) => _bytes.AsSpan(offset + 4, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(offset)));

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
