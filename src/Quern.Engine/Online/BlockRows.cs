using Quern.Values;

namespace Quern.Engine.Online;

/// <summary>
/// The rows of a block as bytes, column by column, each as <see cref="BlockColumn"/> has it: times, the view's columns, then, where the view needs an order, what breaks each row's ties:
/// where it ends (4 each) and the bytes. Little-endian.
/// </summary>
internal readonly ref struct BlockRows
{
    private readonly BlockColumn _times;
    private readonly ReadOnlySpan<byte> _columns;
    private readonly ReadOnlySpan<ValueKind> _kinds;

    public BlockRows(ReadOnlySpan<byte> bytes, int count, ReadOnlySpan<ValueKind> kinds)
    {
        _times = new(bytes, ValueKind.Timestamp, count);
        _columns = bytes[BlockColumn.SizeOf(bytes, ValueKind.Timestamp, count)..];
        _kinds = kinds;
        Count = count;
    }

    public int Count { get; }

    /// <summary>When a row happened, in microseconds.</summary>
    public long Time(int row) => _times.Bits(row);

    /// <summary>One column.</summary>
    public BlockColumn Column(int column) => new(From(column), _kinds[column], Count);

    /// <summary>What breaks ties, as texts are held; only where they were written.</summary>
    public BlockColumn Ties() => new(From(_kinds.Length), ValueKind.String, Count);

    public static void Write(List<byte> bytes, EntityRows rows, int start, int end, bool ties)
    {
        BlockColumn.Write(bytes, rows.Times[start..end]);
        foreach (var column in rows.ColumnSpan) BlockColumn.Write(bytes, column, start, end);
        if (!ties) return;
        bytes.Add(0);
        var total = 0;
        for (var row = start; row < end; row++) LittleEndian.AppendInt32(bytes, total += rows.Tie(row).Length);
        for (var row = start; row < end; row++) bytes.AddRange(rows.Tie(row).Span);
    }

    private ReadOnlySpan<byte> From(int column)
    {
        var rest = _columns;
        foreach (var kind in _kinds[..column]) rest = rest[BlockColumn.SizeOf(rest, kind, Count)..];
        return rest;
    }
}
