using System.Buffers.Binary;
using System.Text;
using Quern.Engine.Online;
using Quern.Schema;
using Quern.Time;

namespace Quern.Engine.Streams;

/// <summary>
/// The events of streams in the order in which they were accepted, each under its sequence number: 0, 1, 2, … for each stream. Written before anything that is made from it; never
/// changed afterwards. It lies in a store of its own, so that an append is a write at the end of a small tree.
/// </summary>
public sealed class StreamLog(IOnlineStore store)
{
    private const int BatchesAtOnce = 256;

    /// <summary>Where the log lies.</summary>
    internal IOnlineStore Store => store;

    /// <summary>How many events a stream has had: the sequence number of its next one.</summary>
    public long End(string stream)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return EndOf(snapshot, StreamPartition.Events(stream), stream).Sequence;
    }

    /// <summary>When the last event of a stream before a position was known; null where there is none.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="position">A sequence number, from 0.</param>
    /// <exception cref="QuernException">The log cannot be read.</exception>
    public Instant? KnownBefore(string stream, long position)
    {
        if (position == 0) return null;
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return EndOf(snapshot, StreamPartition.Events(stream), stream, position) is { Sequence: > 0, KnownAt: var known } ? new(known) : null;
    }

    /// <summary>How far a feed of a stream has been read; null when it has not.</summary>
    public long? PositionOf(string stream, string feed)
    {
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        return PositionOf(snapshot, stream, feed);
    }

    /// <summary>Reads a stream's events in order, batch by batch, from a sequence number to another one, excluded.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="batch">Reused for each batch, with the fields that are wanted.</param>
    /// <param name="from">The first sequence number.</param>
    /// <param name="end">The sequence number after the last.</param>
    /// <param name="take">Takes the batch, whose <see cref="EventBatch.KnownAt"/> is set, and the sequence number of its first event.</param>
    internal void Read(string stream, EventBatch batch, long from, long end, LogTaker take)
    {
        var partition = StreamPartition.Events(stream);
        var schemas = new Dictionary<int, LogSchema>();
        using var snapshot = store.OpenSnapshot();
        var known = Array.Empty<long>();
        Span<byte> key = stackalloc byte[StreamPartition.SequenceLength];
        for (var (next, batches) = (from, 0); next < end; batches++)
        {
            // A snapshot for each batch, so that a long reading holds up nobody who must make the store larger; beyond a network for many, for what a log has is never changed.
            if (!snapshot.Prefetches || batches % BatchesAtOnce == 0) Renew(snapshot, partition);
            if (!TrySeek(snapshot, partition, StreamPartition.Sequence(key, next + 1), out var found, out var value)) return;
            var first = StreamPartition.SequenceOf(found);
            var record = new LogRecord(value, stream);
            var (start, stop) = ((int)Math.Max(0, next - first), (int)Math.Min(record.Count, end - first));
            if (stop <= start) return;
            if (known.Length < record.Count) known = new long[record.Count];
            known.AsSpan(0, stop - start).Fill(record.KnownAt);
            var replaced = record.Replaced;
            batch.Clear();
            record.AppendTo(batch, SchemaOf(snapshot, schemas, record.Schema, stream), start, stop);
            batch.KnownAt = known.AsMemory(0, stop - start);
            take(first + start, replaced.IsEmpty ? default : replaced[start..stop]);
            if (!snapshot.Prefetches) snapshot.Release();
            next = first + stop;
        }
    }

    /// <summary>Appends one event of a stream to a batch with the fields that are wanted; false when there is none with that number.</summary>
    internal static bool TryRead(IOnlineRecords records, string stream, long sequence, EventBatch batch)
    {
        Span<byte> key = stackalloc byte[StreamPartition.SequenceLength];
        records.SeekBefore(StreamPartition.Events(stream), StreamPartition.Sequence(key, sequence + 1));
        if (!records.Next(out var found, out var value)) return false;
        var row = (int)(sequence - StreamPartition.SequenceOf(found));
        var record = new LogRecord(value, stream);
        if (row < 0 || row >= record.Count) return false;
        record.AppendTo(batch, SchemaOf(records, [], record.Schema, stream), row, row + 1);
        return true;
    }

    /// <summary>The end of the record that has a stream's last event before a position, and when that was known.</summary>
    internal static (long Sequence, long KnownAt) EndOf(IOnlineRecords records, byte[] partition, string stream, long position = long.MaxValue)
    {
        Span<byte> key = stackalloc byte[StreamPartition.SequenceLength];
        records.SeekBefore(partition, StreamPartition.Sequence(key, position));
        if (!records.Next(out var found, out var value)) return (0, long.MinValue);
        var record = new LogRecord(value, stream);
        return (StreamPartition.SequenceOf(found) + record.Count, record.KnownAt);
    }

    /// <summary>Writes how far a feed has been read, unless it stands elsewhere than where this reading began.</summary>
    internal static Finding? Move(IOnlineWrite write, string stream, FeedPosition feed)
    {
        for (var part = feed; part is not null; part = part.With)
            if (PositionOf(write, stream, part.Feed) is { } stands && stands != part.From)
                return StreamFindings.FeedMoved(stream, part, stands);
        Span<byte> position = stackalloc byte[sizeof(long)];
        for (var part = feed; part is not null; part = part.With)
        {
            BinaryPrimitives.WriteInt64BigEndian(position, part.To);
            write.Put(StreamPartition.Feeds(stream), Encoding.UTF8.GetBytes(part.Feed), position);
        }

        return null;
    }

    /// <summary>The number of a schema, which is added when it is new.</summary>
    internal static int NumberOf(IOnlineWrite write, RowSchema schema)
    {
        var json = LogSchema.Of(schema).Write();
        var number = 0;
        write.Seek(StreamPartition.Schemas, default);
        while (write.Next(out var key, out var value))
        {
            if (value.SequenceEqual(json)) return BinaryPrimitives.ReadInt32BigEndian(key);
            number = BinaryPrimitives.ReadInt32BigEndian(key) + 1;
        }

        Span<byte> next = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(next, number);
        write.Put(StreamPartition.Schemas, next, json);
        return number;
    }

    // The page that somebody appends to is replaced by another one.
    private static bool TrySeek(IOnlineSnapshot snapshot, byte[] partition, ReadOnlySpan<byte> end, out ReadOnlySpan<byte> found, out ReadOnlySpan<byte> value)
    {
        try
        {
            snapshot.SeekBefore(partition, end);
            return snapshot.Next(out found, out value);
        }
        catch (SnapshotMovedException)
        {
            Renew(snapshot, partition);
            snapshot.SeekBefore(partition, end);
            return snapshot.Next(out found, out value);
        }
    }

    /// <summary>Renews a snapshot for a stream's events. Beyond a network schemas come with them, of one commit.</summary>
    internal static void Renew(IOnlineSnapshot snapshot, byte[] partition)
    {
        snapshot.Renew();
        if (!snapshot.Prefetches) return;
        var asked = new PartitionList();
        asked.Add(partition);
        asked.Add(StreamPartition.Schemas);
        snapshot.Prefetch(asked);
    }

    private static long? PositionOf(IOnlineRecords records, string stream, string feed) =>
        records.TryGet(StreamPartition.Feeds(stream), Encoding.UTF8.GetBytes(feed), out var position) ? BinaryPrimitives.ReadInt64BigEndian(position) : null;

    // The record that is being read keeps its place: looking up one record does not move a range read, and does not invalidate its spans within one snapshot.
    internal static LogSchema SchemaOf(IOnlineRecords records, Dictionary<int, LogSchema> schemas, int number, string stream)
    {
        if (schemas.TryGetValue(number, out var schema)) return schema;
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(key, number);
        if (!records.TryGet(StreamPartition.Schemas, key, out var json)) throw StreamFindings.Damaged(stream);
        return schemas[number] = LogSchema.Read(json);
    }
}

/// <summary>Takes a batch of logged events.</summary>
/// <param name="first">The sequence number of the first.</param>
/// <param name="replaced">What each replaces, as <see cref="LogRecord.Replaced"/> has it.</param>
internal delegate void LogTaker(long first, ReadOnlySpan<long> replaced);
