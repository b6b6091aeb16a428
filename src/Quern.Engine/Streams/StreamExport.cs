using Quern.Engine.Online;
using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Gives a stream's events as rows of a table that others read: the fields as they were logged, whole numbers and reals in their widest form so that a field may be widened, and
/// three columns of the log's own, before which stands the part where the log is that of one.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="stream">The stream.</param>
/// <param name="part">The part whose log it is; null where the stream has one log.</param>
public sealed class StreamExport(StreamLog log, string stream, int? part = null)
{
    /// <summary>The column with the part of the stream that the event is in, where several processes share it.</summary>
    public const string Part = "quern_part";

    /// <summary>The column with the event's number in the stream, from 0; in its part, where the stream has parts.</summary>
    public const string Sequence = "quern_sequence";

    /// <summary>The column with the instant at which the event was known.</summary>
    public const string KnownAt = "quern_known_at";

    /// <summary>The column with the number of the event that this one replaces, in the same part; null for none. An event that is a version older than one that was there is its own replacement.</summary>
    public const string Replaces = "quern_replaces";

    private const int Attempts = 5;

    /// <summary>The next events, all of one schema; null when there are none.</summary>
    /// <param name="from">The number of the first.</param>
    /// <param name="most">About how many.</param>
    public EventBatch? Read(long from, int most)
    {
        var read = new Gathered();
        using var snapshot = log.Store.OpenSnapshot();
        for (var failures = 0; ;)
        {
            var before = read.Count;
            StreamLog.Renew(snapshot, StreamPartition.Events(stream));
            try
            {
                Gather(snapshot, from + before, most, read);
                break;
            }
            catch (SnapshotMovedException) when (read.Count > before || ++failures < Attempts)
            {
                // The page that somebody appends to was replaced by another one. What was read stays as it is.
            }
        }

        snapshot.Release();
        return read.Batch;
    }

    private void Gather(IOnlineSnapshot snapshot, long from, int most, Gathered read)
    {
        snapshot.SeekBefore(StreamPartition.Events(stream), StreamPartition.Sequence(stackalloc byte[StreamPartition.SequenceLength], from + 1));
        while ((read.Batch is null || read.Count < most) && snapshot.Next(out var key, out var value))
        {
            var first = StreamPartition.SequenceOf(key);
            var record = new LogRecord(value, stream);
            if (first + record.Count <= from || (read.Schema is not null && record.Schema != read.Number)) break;
            if (read.Schema is null) (read.Number, read.Schema) = (record.Schema, StreamLog.SchemaOf(snapshot, [], record.Schema, stream));
            read.Batch ??= NewBatch(read.Schema);
            Append(read.Batch, record, read.Schema, first, (int)Math.Max(0, from - first));
        }
    }

    private void Append(EventBatch batch, LogRecord record, LogSchema schema, long first, int start)
    {
        var own = schema.Fields.Count;
        record.AppendTo(batch, schema, start, record.Count, own);
        if (part is { } number)
            for (var parts = (Int64Column)batch[own++]; parts.Count < batch.Count;) parts.Append(number);
        var (sequences, known, replaces) = ((Int64Column)batch[own], (Int64Column)batch[own + 1], (Int64Column)batch[own + 2]);
        for (var row = start; row < record.Count; row++)
        {
            sequences.Append(first + row);
            known.Append(record.KnownAt);
            var replaced = record.Replaced.IsEmpty ? LogRecord.ReplacesNothing : record.Replaced[row];
            if (replaced == LogRecord.ReplacesNothing) replaces.AppendNull();
            else replaces.Append(replaced == LogRecord.DoesNotStand ? first + row : replaced);
        }
    }

    private EventBatch NewBatch(LogSchema schema)
    {
        var fields = schema.Fields.Select(field => new Field(field.Column, field.Column, Widest(field.Kind), Nullable: true)).ToList();
        if (part is not null) fields.Add(new(Free(Part, schema), Part, ValueKind.Int32, Nullable: true));
        foreach (var (name, kind) in new[] { (Sequence, ValueKind.Int64), (KnownAt, ValueKind.Timestamp), (Replaces, ValueKind.Int64) })
            fields.Add(new(Free(name, schema), name, kind, Nullable: true));
        return new(new(stream, fields));
    }

    // A record may have a column of the same name.
    private static string Free(string name, LogSchema schema)
    {
        while (schema.Fields.Any(field => string.Equals(field.Column, name, StringComparison.OrdinalIgnoreCase))) name = "_" + name;
        return name;
    }

    private static ValueKind Widest(ValueKind kind) => kind switch
    {
        ValueKind.Int32 => ValueKind.Int64,
        ValueKind.Float32 => ValueKind.Float64,
        _ => kind,
    };

    /// <summary>What was read so far, all of one schema.</summary>
    private sealed class Gathered
    {
        public EventBatch? Batch { get; set; }

        public LogSchema? Schema { get; set; }

        public int Number { get; set; }

        public int Count => Batch?.Count ?? 0;
    }
}
