using Quern.Values;

namespace Quern.Engine.Served;

/// <summary>Logged rows of one shape, as columns.</summary>
public sealed class ServedBatch
{
    /// <summary>Room for so many rows.</summary>
    internal ServedBatch(ServedShape shape, int rows)
    {
        Shape = shape;
        Inputs = [.. shape.Inputs.Select(field => Column.Create(field.Kind))];
        EventTimes = [.. shape.Timed.Select(_ => new Int64Column(ValueKind.Timestamp))];
        OnlineTo = [.. shape.Plan.Reads.Select(_ => new Int64Column(ValueKind.Timestamp))];
        Outputs = [.. shape.Plan.Outputs.Select(output => new ResultColumn(output.Type, rows))];
        Writers = [.. Outputs.Select(column => column.OpenWriter())];
    }

    /// <summary>What the rows are.</summary>
    public ServedShape Shape { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; internal set; }

    /// <summary>The id of each row's request.</summary>
    public TextColumn RequestIds { get; } = new(new StringPool());

    /// <summary>Which row of its request each one is, from 0.</summary>
    public Int64Column RowNumbers { get; } = new(ValueKind.Int32);

    /// <summary>The instant of each row's read.</summary>
    public Int64Column At { get; } = new(ValueKind.Timestamp);

    /// <summary>The join keys, then the request fields: the shape's <see cref="ServedShape.Inputs"/>.</summary>
    public IReadOnlyList<Column> Inputs { get; }

    /// <summary>The event times as they were answered, of the shape's <see cref="ServedShape.Timed"/>; 1970-01-01 where nothing was found.</summary>
    public IReadOnlyList<Int64Column> EventTimes { get; }

    /// <summary>For each of the service's reads up to where online state had come, as <see cref="Serving.VectorBatch.OnlineTo"/> has it; 1970-01-01 where that is not known.</summary>
    public IReadOnlyList<Int64Column> OnlineTo { get; }

    /// <summary>The values and statuses of the service's outputs.</summary>
    public IReadOnlyList<ResultColumn> Outputs { get; }

    internal IReadOnlyList<ResultWriter> Writers { get; }

    /// <summary>The rows of some pages of one recorder.</summary>
    internal static ServedBatch Of(ServedShape shape, IReadOnlyList<ServedPage> pages)
    {
        var batch = new ServedBatch(shape, pages.Sum(page => page.Rows));
        foreach (var page in pages)
            for (var at = 0; at < page.Used;)
                at += RowForm.Read(page.Bytes.AsSpan(at, page.Used - at), batch);
        return batch;
    }
}
