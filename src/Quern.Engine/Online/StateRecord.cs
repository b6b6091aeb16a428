using System.Buffers.Binary;

namespace Quern.Engine.Online;

/// <summary>
/// What events come to, as a record: a header, one partial state for each aggregate of the view, and for a block its rows. Header and states have a checksum of their own,
/// so that a block in the middle of a window is checked and merged without touching its rows.
/// </summary>
/// <remarks>
/// Little-endian: checksum of what follows up to the rows (4), checksum of the rows (4), where the rows begin (4), number of rows (4), earliest time (8), latest time (8),
/// end of coverage (8), a mark (4): whether the first row is an anchor, and twice the level of the coarse tiles that begin here, or of a coarse tile the second part of its end; where each state ends (4 each), the states, the rows.
/// </remarks>
internal readonly ref struct StateRecord
{
    public const int HeaderLength = 44;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _aggregates;

    public StateRecord(ReadOnlySpan<byte> bytes, int aggregates, string view)
    {
        _bytes = bytes;
        _aggregates = aggregates;
        if (bytes.Length < HeaderLength + (4 * aggregates)) throw RecordChecksum.Damaged(view);
        var head = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (head < HeaderLength || head > bytes.Length) throw RecordChecksum.Damaged(view);
        RecordChecksum.Check(bytes[..head], view);
    }

    public int Rows => BinaryPrimitives.ReadInt32LittleEndian(_bytes[12..]);

    public long Earliest => BinaryPrimitives.ReadInt64LittleEndian(_bytes[16..]);

    public long Latest => BinaryPrimitives.ReadInt64LittleEndian(_bytes[24..]);

    /// <summary>Gets the first instant after the stretch of time that the record tells all of; it begins with the time in the record's key. For a block its latest time; for a coarse tile the time in the key of the record after it.</summary>
    public long End => BinaryPrimitives.ReadInt64LittleEndian(_bytes[32..]);

    public bool IsAnchor => (Mark & 1) != 0;

    /// <summary>Gets the highest level of the coarse tiles that begin with this tile or block; 0 when none does.</summary>
    public int Level => (int)(Mark >> 1);

    /// <summary>Gets of a coarse tile the number among equal times in the key of the record after it.</summary>
    public uint EndSequence => Mark;

    /// <summary>Gets whether single rows were kept.</summary>
    public bool HasRows => BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..]) < _bytes.Length;

    private uint Mark => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[40..]);

    /// <summary>The partial state of an aggregate; empty where none was kept.</summary>
    public ReadOnlySpan<byte> State(int aggregate)
    {
        var states = HeaderLength + (4 * _aggregates);
        var start = aggregate == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(_bytes[(HeaderLength + (4 * (aggregate - 1)))..]);
        var end = BinaryPrimitives.ReadInt32LittleEndian(_bytes[(HeaderLength + (4 * aggregate))..]);
        return _bytes[(states + start)..(states + end)];
    }

    /// <summary>The bytes of the rows, whose checksum is checked.</summary>
    public ReadOnlySpan<byte> RowBytes(string view)
    {
        var rows = _bytes[BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..])..];
        if (RecordChecksum.Of(rows) != BinaryPrimitives.ReadUInt32LittleEndian(_bytes[4..])) throw RecordChecksum.Damaged(view);
        return rows;
    }
}
