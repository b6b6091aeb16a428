using System.Text;
using Quern.Planning;
using Quern.Protocol.Columns;
using Quern.Schema;
using Quern.Values;

namespace Quern.Protocol.Streams;

/// <summary>A column that a data frame in Feast's shape may have: which field of an event it gives, and how its values are read.</summary>
/// <param name="Name">The column's name in the frame.</param>
/// <param name="Field">The position of the field.</param>
/// <param name="Reader">Reads its values, into a column of its own.</param>
internal sealed record FrameColumn(string Name, int Field, ColumnReader Reader)
{
    /// <summary>The column's name as UTF-8.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Name);

    /// <summary>The columns of a push: the fields by their own names.</summary>
    public static List<FrameColumn> OfStream(RowSchema schema) => [.. schema.Fields.Select((field, place) => new FrameColumn(field.Column, place, ReaderOf(field)))];

    /// <summary>
    /// The columns of rows for a view: join keys, features and times by the names that Feast has for them, where they are fields of the event and nothing more, then the fields by their own
    /// names. Where Feast names an instant it counts seconds.
    /// </summary>
    /// <param name="schema">What an event is.</param>
    /// <param name="view">The view.</param>
    /// <param name="computed">Gets the names of the view that no field stands behind.</param>
    public static List<FrameColumn> OfView(RowSchema schema, ViewPlan view, ICollection<string> computed)
    {
        var columns = new List<FrameColumn>();
        foreach (var (name, field) in WrittenNames.Of(view))
            if (field is null) computed.Add(name);
            else if (schema.Fields.ToList().FindIndex(known => known.Column == field.Column) is >= 0 and var place)
                columns.Add(new(name, place, field.Kind == ValueKind.Timestamp ? new TimestampReader(new(ValueKind.Timestamp)) : ReaderOf(field)));
        var taken = columns.Select(column => column.Name).Concat(computed).ToHashSet(StringComparer.Ordinal);
        columns.AddRange(OfStream(schema).Where(column => !taken.Contains(column.Name)));
        return columns;
    }

    // Whole seconds, as Feast has them, unless the field says what it counts.
    private static ColumnReader ReaderOf(Field field)
    {
        if (field.Kind != ValueKind.Timestamp) return ColumnReader.Into(Column.Create(field.Kind), field.Dimensions);
        var column = new Int64Column(ValueKind.Timestamp);
        return field.Epoch is null ? new TimestampReader(column) : new EventTimeReader(column, field.Epoch);
    }
}
