using System.Buffers.Binary;

namespace Quern.Engine.Online;

/// <summary>One column of a block's rows; see <see cref="BlockRows"/> for the form.</summary>
internal readonly ref struct BlockColumn
{
    private readonly ReadOnlySpan<byte> _nulls;
    private readonly ReadOnlySpan<byte> _values;
    private readonly int _count;

    public BlockColumn(ReadOnlySpan<byte> bytes, int nullBytes, int count)
    {
        _nulls = bytes[..nullBytes];
        _values = bytes[nullBytes..];
        _count = count;
    }

    public bool IsNull(int row) => (_nulls[row >> 3] & (1 << (row & 7))) != 0;

    public long Bits(int row) => BinaryPrimitives.ReadInt64LittleEndian(_values[(8 * row)..]);

    public ReadOnlySpan<byte> Text(int row)
    {
        var start = row == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_values[(4 * (row - 1))..]);
        var end = BinaryPrimitives.ReadInt32LittleEndian(_values[(4 * row)..]);
        return _values[((4 * _count) + start)..((4 * _count) + end)];
    }
}
