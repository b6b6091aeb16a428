using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Quern.Engine.Online;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Finds out which events of a stream with an event key are there already, and which replace others: of two events with one key the one with the greater (known-at, row) stands.
/// Under the hash of each key (the first 16 bytes of SHA-256) the store has the sequence number of the event that stands.
/// </summary>
internal sealed class EventIdentities(IOnlineWrite write, StreamState stream, EventBatch batch)
{
    private const int HashLength = 16;
    private readonly EventBatch _kept = new(stream.Source.Schema);
    private readonly List<long> _replaced = [];
    private readonly List<int> _rows = [];
    private readonly List<byte> _bytes = [];
    private readonly List<byte> _other = [];

    /// <summary>Gets how many events were there already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Gets the rows of the events that are kept.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Gets what each event that is kept replaces, as <see cref="LogRecord.Replaced"/> has it.</summary>
    public ReadOnlySpan<long> Replaced => CollectionsMarshal.AsSpan(_replaced);

    /// <summary>Gets the events that are replaced; null when there are none.</summary>
    public EventBatch? Old { get; private set; }

    /// <summary>The events to keep, of those that may be.</summary>
    public EventBatch Resolve(IReadOnlyList<int> rows, Action<int, string> refuse)
    {
        var keys = stream.Source.EventKey!.Evaluate(batch);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var row in rows)
        {
            if (keys.IsNull(row))
            {
                Keep(row, LogRecord.ReplacesNothing);
                continue;
            }

            _bytes.Clear();
            RowEncoding.Append(_bytes, keys, row);
            SHA256.HashData(CollectionsMarshal.AsSpan(_bytes), hash);
            Resolve(row, hash[..HashLength], refuse);
        }

        return _kept;
    }

    private void Resolve(int row, ReadOnlySpan<byte> hash, Action<int, string> refuse)
    {
        if (!write.TryGet(stream.Keys, hash, out var value))
        {
            Stand(row, hash, LogRecord.ReplacesNothing);
            return;
        }

        var sequence = BinaryPrimitives.ReadInt64LittleEndian(value);
        var old = Find(sequence);
        var order = Compare(old.Batch, old.Row, row);
        if (order == 0) Duplicates++;
        else if (stream.HasHop) refuse(row, "An event with its key is there, with other values, and a view with a hop keeps no rows to replace it in.");
        else if (sequence >= stream.End && order > 0) Keep(row, LogRecord.DoesNotStand);
        else
        {
            Old ??= new(stream.Source.Schema);
            Old.AppendFrom(old.Batch, old.Row);
            Stand(row, hash, sequence);
        }
    }

    private void Stand(int row, ReadOnlySpan<byte> hash, long replaces)
    {
        Span<byte> sequence = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(sequence, stream.End + _kept.Count);
        write.Put(stream.Keys, hash, sequence);
        Keep(row, replaces);
    }

    private void Keep(int row, long replaces)
    {
        _kept.AppendFrom(batch, row);
        _replaced.Add(replaces);
        _rows.Add(row);
    }

    // What is kept here is not in the log yet.
    private (EventBatch Batch, int Row) Find(long sequence)
    {
        if (sequence >= stream.End) return (_kept, (int)(sequence - stream.End));
        var found = new EventBatch(stream.Source.Schema);
        return StreamLog.TryRead(write, stream.Name, sequence, found) ? (found, 0) : throw StreamFindings.Damaged(stream.Name);
    }

    private int Compare(EventBatch other, int otherRow, int row)
    {
        _bytes.Clear();
        _other.Clear();
        for (var field = 0; field < batch.Schema.Fields.Count; field++)
        {
            RowEncoding.Append(_bytes, batch[field], row);
            RowEncoding.Append(_other, other[field], otherRow);
        }

        return CollectionsMarshal.AsSpan(_other).SequenceCompareTo(CollectionsMarshal.AsSpan(_bytes));
    }
}
