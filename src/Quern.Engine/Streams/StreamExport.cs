using Quern.Schema;
using Quern.Values;

namespace Quern.Engine.Streams;

/// <summary>
/// Gives a stream's events as rows of a table that others read: the fields as they were logged, whole numbers and reals in their widest form so that a field may be widened, and
/// three columns of the log's own.
/// </summary>
/// <param name="log">The log.</param>
/// <param name="stream">The stream.</param>
public sealed class StreamExport(StreamLog log, string stream)
{
    /// <summary>The column with the event's number in the stream, from 0.</summary>
    public const string Sequence = "quern_sequence";

    /// <summary>The column with the instant at which the event was known.</summary>
    public const string KnownAt = "quern_known_at";

    /// <summary>The column with the number of the event that this one replaces; null for none. An event that is a version older than one that was there is its own replacement.</summary>
    public const string Replaces = "quern_replaces";

    /// <summary>The next events, all of one schema; null when there are none.</summary>
    /// <param name="from">The number of the first.</param>
    /// <param name="most">About how many.</param>
    public EventBatch? Read(long from, int most)
    {
        EventBatch? batch = null;
        LogSchema? schema = null;
        var number = 0;
        using var snapshot = log.Store.OpenSnapshot();
        snapshot.Renew();
        snapshot.SeekBefore(StreamPartition.Events(stream), StreamPartition.Sequence(stackalloc byte[StreamPartition.SequenceLength], from + 1));
        while ((batch is null || batch.Count < most) && snapshot.Next(out var key, out var value))
        {
            var first = StreamPartition.SequenceOf(key);
            var record = new LogRecord(value, stream);
            if (first + record.Count <= from || (schema is not null && record.Schema != number)) break;
            if (schema is null) (number, schema) = (record.Schema, StreamLog.SchemaOf(snapshot, [], record.Schema, stream));
            batch ??= NewBatch(schema);
            Append(batch, record, schema, first, (int)Math.Max(0, from - first));
        }

        snapshot.Release();
        return batch;
    }

    private static void Append(EventBatch batch, LogRecord record, LogSchema schema, long first, int start)
    {
        var own = schema.Fields.Count;
        record.AppendTo(batch, schema, start, record.Count, own);
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
}
