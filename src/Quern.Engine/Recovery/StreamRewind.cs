using System.Buffers.Binary;
using Quern.Engine.Online;
using Quern.Engine.Streams;
using Quern.Time;

namespace Quern.Engine.Recovery;

/// <summary>What became of a stream when its log was taken back to an instant.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Kept">How many of its events were known by then.</param>
/// <param name="Removed">How many were not, and are gone.</param>
public sealed record RewoundStream(string Stream, long Kept, long Removed);

/// <summary>
/// Takes a log back to an instant, as if nothing had come after it: (1) the end of each stream is the first record that was known later, since records are in the order in which they were known; (2)
/// an event key under which a later event stands gets the event that this one took the place of, as the log itself tells, or goes; (3) later records and dead letters go. For a copy of a log that
/// nobody else has open; a run that ends in the middle leaves nothing of use.
/// </summary>
public static class StreamRewind
{
    private const int PerWrite = 50_000;

    /// <summary>Takes the log back.</summary>
    /// <param name="store">The store of the streams.</param>
    /// <param name="time">The instant; what was known at it stays.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The streams that have had events, by name.</returns>
    /// <exception cref="QuernException">The log is damaged.</exception>
    public static IReadOnlyList<RewoundStream> To(IOnlineStore store, Instant time, CancellationToken cancellation = default)
    {
        RemoveLetters(store, time);
        var streams = new List<RewoundStream>();
        foreach (var (stream, events, _) in StoredStreams.List(store))
        {
            var end = EndAt(store, stream, time, events);
            if (end < events)
            {
                StandAgain(store, stream, end, cancellation);
                Remove(store, stream, end, cancellation);
            }

            streams.Add(new(stream, end, events - end));
        }

        return streams;
    }

    // The first record that was known later, by halves: what was known never goes back.
    private static long EndAt(IOnlineStore store, string stream, Instant time, long events)
    {
        var partition = StreamPartition.Events(stream);
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        var (least, most) = (0L, events);
        while (least < most)
        {
            var middle = least + ((most - least) / 2);
            var (end, known) = StreamLog.EndOf(snapshot, partition, stream, middle + 1);
            if (known <= time.Microseconds) least = end;
            else most = StartOf(snapshot, partition, middle);
        }

        return least;
    }

    private static long StartOf(IOnlineSnapshot snapshot, byte[] partition, long sequence)
    {
        snapshot.SeekBefore(partition, StreamPartition.Sequence(stackalloc byte[StreamPartition.SequenceLength], sequence + 1));
        return snapshot.Next(out var key, out _) ? StreamPartition.SequenceOf(key) : 0;
    }

    private static void StandAgain(IOnlineStore store, string stream, long end, CancellationToken cancellation)
    {
        var later = LaterKeys(store, stream, end);
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        var standing = later.ConvertAll(entry => Before(snapshot, stream, entry.Sequence, end));
        snapshot.Release();
        var keys = StreamPartition.Keys(stream);
        for (var first = 0; first < later.Count; first += PerWrite)
        {
            cancellation.ThrowIfCancellationRequested();
            using var write = store.BeginWrite();
            for (var i = first; i < Math.Min(later.Count, first + PerWrite); i++) Put(write, keys, later[i].Key, standing[i]);
            write.Commit();
        }
    }

    private static void Put(IOnlineWrite write, byte[] keys, byte[] key, long standing)
    {
        Span<byte> sequence = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(sequence, standing);
        if (standing >= 0) write.Put(keys, key, sequence);
        else write.Delete(keys, key, [.. key, 0]);
    }

    private static List<(byte[] Key, long Sequence)> LaterKeys(IOnlineStore store, string stream, long end)
    {
        var later = new List<(byte[] Key, long Sequence)>();
        using var snapshot = store.OpenSnapshot();
        snapshot.Renew();
        snapshot.Seek(StreamPartition.Keys(stream), default);
        while (snapshot.Next(out var key, out var value))
            if (BinaryPrimitives.ReadInt64LittleEndian(value) is var sequence && sequence >= end)
                later.Add((key.ToArray(), sequence));
        return later;
    }

    // What stood under a key before an event came that is to go; negative for nothing.
    private static long Before(IOnlineSnapshot snapshot, string stream, long sequence, long end)
    {
        var partition = StreamPartition.Events(stream);
        Span<byte> key = stackalloc byte[StreamPartition.SequenceLength];
        while (sequence >= end)
        {
            snapshot.SeekBefore(partition, StreamPartition.Sequence(key, sequence + 1));
            if (!snapshot.Next(out var found, out var value)) throw StreamFindings.Damaged(stream);
            var record = new LogRecord(value, stream);
            var row = (int)(sequence - StreamPartition.SequenceOf(found));
            sequence = record.Replaced.IsEmpty ? LogRecord.ReplacesNothing : record.Replaced[row];
        }

        return sequence;
    }

    private static void Remove(IOnlineStore store, string stream, long end, CancellationToken cancellation)
    {
        var partition = StreamPartition.Events(stream);
        Span<byte> from = stackalloc byte[StreamPartition.SequenceLength];
        Span<byte> to = stackalloc byte[StreamPartition.SequenceLength];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var write = store.BeginWrite();
            write.Seek(partition, StreamPartition.Sequence(from, end));
            var (count, last) = (0, end);
            for (; count < PerWrite && write.Next(out var key, out _); count++) last = StreamPartition.SequenceOf(key);
            if (count == 0) return;
            write.Delete(partition, StreamPartition.Sequence(from, end), StreamPartition.Sequence(to, last + 1));
            write.Commit();
        }
    }

    private static void RemoveLetters(IOnlineStore store, Instant time) =>
        DeadLetters.Remove(store, DeadLetters.List(store).Where(letter => letter.At > time).Select(letter => letter.Number));
}
