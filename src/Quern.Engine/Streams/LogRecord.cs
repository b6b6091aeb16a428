using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Quern.Engine.Online;
using Quern.Schema;

namespace Quern.Engine.Streams;

/// <summary>Events that were accepted together, as one record of the log.</summary>
/// <remarks>
/// Little-endian: checksum of what follows (4), number of the schema (4), count (4), whether events replace others (4), when they were known (8); where they do, for each what it
/// replaces (8: a sequence number, <see cref="ReplacesNothing"/> or <see cref="DoesNotStand"/>); then the fields of the schema, column by column.
/// </remarks>
internal readonly ref struct LogRecord
{
    public const long ReplacesNothing = -1;

    /// <summary>The event is a version that another one, which was there before, outranks.</summary>
    public const long DoesNotStand = -2;

    private const int HeaderLength = 24;
    private readonly ReadOnlySpan<byte> _bytes;

    public LogRecord(ReadOnlySpan<byte> bytes, string stream)
    {
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != RecordChecksum.Of(bytes[4..])) throw StreamFindings.Damaged(stream);
        _bytes = bytes;
    }

    public int Schema => BinaryPrimitives.ReadInt32LittleEndian(_bytes[4..]);

    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_bytes[8..]);

    public long KnownAt => BinaryPrimitives.ReadInt64LittleEndian(_bytes[16..]);

    /// <summary>Gets for each event what it replaces; empty where none replaces any.</summary>
    public ReadOnlySpan<long> Replaced => HasReplaced ? MemoryMarshal.Cast<byte, long>(_bytes.Slice(HeaderLength, 8 * Count)) : default;

    private bool HasReplaced => BinaryPrimitives.ReadInt32LittleEndian(_bytes[12..]) != 0;

    /// <summary>Appends the events, or some of them, to a batch; of its fields, or the first few of them, those that the record has not are null.</summary>
    public void AppendTo(EventBatch batch, LogSchema schema, int start, int stop, int? fields = null)
    {
        var rest = _bytes[(HeaderLength + (HasReplaced ? 8 * Count : 0))..];
        Span<bool> filled = stackalloc bool[batch.Schema.Fields.Count];
        foreach (var field in schema.Fields)
        {
            var size = BlockColumn.SizeOf(rest, field.Kind, Count);
            var target = schema.PlaceIn(batch.Schema, field);
            if (target >= 0 && batch.Has(target))
            {
                new BlockColumn(rest, field.Kind, Count).AppendTo(batch[target], start, stop);
                filled[target] = true;
            }

            rest = rest[size..];
        }

        for (var field = 0; field < (fields ?? filled.Length); field++)
            if (!filled[field] && batch.Has(field))
                for (var row = start; row < stop; row++)
                    batch[field].AppendNull();
        batch.Count += stop - start;
    }

    /// <summary>Writes events over what is in <paramref name="bytes"/>.</summary>
    /// <param name="bytes">Where they go.</param>
    /// <param name="schema">The number of the schema.</param>
    /// <param name="knownAt">When they were known, in microseconds.</param>
    /// <param name="replaced">What each replaces; empty where none replaces any.</param>
    /// <param name="batch">The events, with all fields.</param>
    public static void Write(List<byte> bytes, int schema, long knownAt, ReadOnlySpan<long> replaced, EventBatch batch)
    {
        bytes.Clear();
        CollectionsMarshal.SetCount(bytes, HeaderLength);
        var header = CollectionsMarshal.AsSpan(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], schema);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], batch.Count);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], replaced.IsEmpty ? 0 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], knownAt);
        bytes.AddRange(MemoryMarshal.AsBytes(replaced));
        for (var field = 0; field < batch.Schema.Fields.Count; field++) BlockColumn.Write(bytes, batch[field], 0, batch.Count);
        var all = CollectionsMarshal.AsSpan(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(all, RecordChecksum.Of(all[4..]));
    }
}
