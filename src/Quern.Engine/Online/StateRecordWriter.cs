using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quern.Aggregation;

namespace Quern.Engine.Online;

/// <summary>Writes a <see cref="StateRecord"/> into a buffer of its own, which the next one uses again.</summary>
internal sealed class StateRecordWriter
{
    private readonly List<byte> _bytes = [];
    private readonly List<byte> _states = [];

    /// <summary>The buffer; the caller appends the rows after <see cref="Begin"/>.</summary>
    public List<byte> Bytes => _bytes;

    /// <summary>The mark of a tile or a block.</summary>
    public static uint Mark(bool isAnchor, int level) => (isAnchor ? 1u : 0) | ((uint)level << 1);

    /// <summary>Writes header and states; a state that is null is left out.</summary>
    public void Begin(int rows, long earliest, long latest, long end, uint mark, ReadOnlySpan<AggregateState?> states)
    {
        _bytes.Clear();
        _states.Clear();
        CollectionsMarshal.SetCount(_bytes, StateRecord.HeaderLength + (4 * states.Length));
        var header = CollectionsMarshal.AsSpan(_bytes);
        for (var i = 0; i < states.Length; i++)
        {
            states[i]?.Write(_states);
            BinaryPrimitives.WriteInt32LittleEndian(header[(StateRecord.HeaderLength + (4 * i))..], _states.Count);
        }

        BinaryPrimitives.WriteInt32LittleEndian(header[8..], header.Length + _states.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], rows);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], earliest);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], latest);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], end);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], mark);
        _bytes.AddRange(CollectionsMarshal.AsSpan(_states));
    }

    /// <summary>Writes the checksums; the record is whole then.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        var bytes = CollectionsMarshal.AsSpan(_bytes);
        var head = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], RecordChecksum.Of(bytes[head..]));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, RecordChecksum.Of(bytes[4..head]));
        return bytes;
    }
}
