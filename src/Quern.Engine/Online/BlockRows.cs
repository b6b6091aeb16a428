using System.Runtime.InteropServices;
using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// The rows of a block as bytes, column by column: times (8 each); for each column null bits, then 8 bytes a value, or for text where each ends (4) and the texts;
/// then, where the view needs an order, where each row's tie ends (4) and the ties. Little-endian.
/// </summary>
internal readonly ref struct BlockRows
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ValueKind> _kinds;

    public BlockRows(ReadOnlySpan<byte> bytes, int count, ReadOnlySpan<ValueKind> kinds)
    {
        _bytes = bytes;
        _kinds = kinds;
        Times = MemoryMarshal.Cast<byte, long>(bytes[..(8 * count)]);
    }

    public ReadOnlySpan<long> Times { get; }

    /// <summary>One column.</summary>
    public BlockColumn Column(int column)
    {
        var rest = _bytes[(8 * Times.Length)..];
        for (var i = 0; i < column; i++) rest = rest[BlockColumn.SizeOf(rest, _kinds[i], Times.Length)..];
        return new(rest, BlockColumn.NullBytes(Times.Length), Times.Length);
    }

    /// <summary>What breaks ties, as texts are held; only where they were written.</summary>
    public BlockColumn Ties()
    {
        var rest = _bytes[(8 * Times.Length)..];
        foreach (var kind in _kinds) rest = rest[BlockColumn.SizeOf(rest, kind, Times.Length)..];
        return new(rest, 0, Times.Length);
    }

    public static void Write(List<byte> bytes, EntityRows rows, int start, int end, bool ties)
    {
        bytes.AddRange(MemoryMarshal.AsBytes(rows.Times[start..end]));
        foreach (var column in rows.Columns) BlockColumn.Write(bytes, column, start, end);
        if (!ties) return;
        var total = 0;
        for (var row = start; row < end; row++) LittleEndian.AppendInt32(bytes, total += rows.Tie(row).Length);
        for (var row = start; row < end; row++) bytes.AddRange(rows.Tie(row).Span);
    }
}
