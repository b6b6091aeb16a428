using Quern.Engine.Streams;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Testing.Kits;

/// <summary>Events as they come out of the log of a stream: some columns of a record, and those of <see cref="StreamExport"/>. The same number always gives the same event.</summary>
internal static class HistoryEvents
{
    /// <summary>The columns of a record of which nothing has changed yet.</summary>
    public static RowSchema First { get; } = Schema(("at", ValueKind.Timestamp), ("whole", ValueKind.Int64), ("real", ValueKind.Float64), ("flag", ValueKind.Boolean), ("text", ValueKind.String));

    /// <summary>Those of a record that has lost two fields and gained one.</summary>
    public static RowSchema Later { get; } = Schema(("at", ValueKind.Timestamp), ("note", ValueKind.String), ("whole", ValueKind.Int64), ("real", ValueKind.Float64));

    /// <summary>Those of a record of a stream that is in parts: <see cref="PartSize"/> numbers are those of one part.</summary>
    public static RowSchema Parted { get; } = Schema(("whole", ValueKind.Int64), ("at", ValueKind.Timestamp), ("text", ValueKind.String), (StreamExport.Part, ValueKind.Int32));

    /// <summary>How many numbers of events there are in a part.</summary>
    public const long PartSize = 1_000_000;

    /// <summary>Events from one number up to another, as they come out of a log.</summary>
    public static HistoryRun Run(RowSchema schema, long from, long to) =>
        schema == Parted ? new(PartOf(from / PartSize), Of(schema, from, to), (from % PartSize) + to - from) : new(null, Of(schema, from, to), to);

    /// <summary>A part, as a table knows it.</summary>
    public static HistoryPart PartOf(long number) => new((int)number, new Instant(1_700_000_000_000_000 + number));

    /// <summary>Events from one number up to another.</summary>
    public static EventBatch Of(RowSchema schema, long from, long to)
    {
        var batch = new EventBatch(schema);
        for (var number = from; number < to; number++)
            for (var field = 0; field < schema.Fields.Count; field++) Append(batch[field], schema.Fields[field].Column, number);
        batch.Count = (int)(to - from);
        return batch;
    }

    /// <summary>Events as lines of <see cref="KitSink"/>, of some columns of which they may lack some.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<Field> columns, RowSchema schema, long from, long to)
    {
        var (batch, sink) = (Of(schema, from, to), new KitSink([.. Enumerable.Range(0, columns.Count)]));
        var whole = new EventBatch(new("events", columns)) { Count = batch.Count };
        for (var field = 0; field < columns.Count; field++)
            if (schema.IndexOf(columns[field].Member) is >= 0 and var own) whole[field].AppendRows(batch[own], 0, batch.Count);
            else
                for (var row = 0; row < batch.Count; row++) whole[field].AppendNull();
        sink.Open().Take(whole);
        return sink.Rows;
    }

    private static RowSchema Schema(params (string Column, ValueKind Kind)[] fields) => new("events",
    [
        .. fields.Concat([(StreamExport.Sequence, ValueKind.Int64), (StreamExport.KnownAt, ValueKind.Timestamp), (StreamExport.Replaces, ValueKind.Int64)])
            .Select(field => new Field(field.Item1, field.Item1, field.Item2, Nullable: true)),
    ]);

    private static void Append(Column column, string name, long number)
    {
        var random = new Random(unchecked((int)StableHash.Of(number)));
        switch (name)
        {
            case StreamExport.Sequence:
                ((Int64Column)column).Append(number % PartSize);
                break;
            case StreamExport.Part:
                ((Int64Column)column).Append(number / PartSize);
                break;
            case StreamExport.KnownAt or "at":
                ((Int64Column)column).Append(1_700_000_000_000_000 + (number * 1_000_003));
                break;
            case StreamExport.Replaces when number % 7 != 6:
            case not StreamExport.Replaces when random.Next(6) == 0:
                column.AppendNull();
                break;
            case StreamExport.Replaces:
                ((Int64Column)column).Append(number - 1);
                break;
            case "real":
                ((Float64Column)column).Append((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)));
                break;
            case "flag":
                ((Int64Column)column).Append(random.Next(2));
                break;
            case "whole":
                ((Int64Column)column).Append(random.NextInt64(long.MinValue, long.MaxValue));
                break;
            default:
                ((TextColumn)column).Append(System.Text.Encoding.UTF8.GetBytes($"{name} ☃ \"{random.Next(50)}\"\n"));
                break;
        }
    }
}
