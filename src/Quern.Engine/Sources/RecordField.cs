using System.Globalization;
using System.Text;
using Quern.Schema;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Sources;

/// <summary>Puts what C# holds into a column.</summary>
public static class RecordField
{
    /// <summary>Records as a batch with all fields.</summary>
    /// <param name="schema">What a row is.</param>
    /// <param name="records">The records, with a member for each field.</param>
    public static EventBatch Batch(RowSchema schema, IEnumerable<object> records)
    {
        var batch = new EventBatch(schema);
        foreach (var record in records)
        {
            for (var field = 0; field < schema.Fields.Count; field++) Append(record, schema.Fields[field], batch[field]);
            batch.Count++;
        }

        return batch;
    }

    /// <summary>Appends a member of a record.</summary>
    /// <exception cref="ArgumentException">The record has no such member, or an embedding has another length than the field.</exception>
    public static void Append(object record, Field field, Column column)
    {
        var member = record.GetType().GetProperty(field.Member) ?? throw new ArgumentException($"A row of type '{record.GetType().Name}' has no member '{field.Member}'.");
        var value = member.GetValue(record);
        if (value is float[] embedding && embedding.Length != field.Dimensions)
            throw new ArgumentException($"Member '{field.Member}' of '{record.GetType().Name}' is an embedding of {field.Dimensions} numbers, and this one has {embedding.Length}.");
        Append(value, column);
    }

    /// <summary>Appends a value; null becomes a null row.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind than the column.</exception>
    public static void Append(object? value, Column column)
    {
        switch (value)
        {
            case null:
                column.AppendNull();
                break;
            case string text:
                ((TextColumn)column).Append(Encoding.UTF8.GetBytes(text));
                break;
            case float[] embedding:
                ((TextColumn)column).Append(EmbeddingBytes.Of(embedding));
                break;
            case float or double:
                ((Float64Column)column).Append(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                ((Int64Column)column).Append(Instant.From(time).Microseconds);
                break;
            case DateTime time:
                ((Int64Column)column).Append(Instant.From(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))).Microseconds);
                break;
            case Instant instant:
                ((Int64Column)column).Append(instant.Microseconds);
                break;
            case bool truth:
                ((Int64Column)column).Append(truth ? 1 : 0);
                break;
            case var number when column is Float64Column reals:
                reals.Append(Convert.ToDouble(number, CultureInfo.InvariantCulture));
                break;
            default:
                ((Int64Column)column).Append(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
