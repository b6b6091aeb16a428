using Quern.Engine.Served;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Engine.Tests.Audit;

/// <summary>A row as it was answered.</summary>
internal sealed record LoggedRow(string Id, Instant At, string Version, string Code, ServicePlan Plan, Value[] Inputs, (Value Value, FeatureStatus Status)[] Outputs, long[] OnlineTo, long[] EventTimes);

/// <summary>A log of served vectors in memory, one row a request.</summary>
internal sealed class MemoryLog : IServedHistory
{
    public List<LoggedRow> Rows { get; } = [];

    public long Version => 1;

    public ServedVectors Join(ServedShape shape, ServedLabels labels, CancellationToken cancellation)
    {
        var vectors = new ServedVectors(shape, labels.Count);
        for (var place = 0; place < labels.Count; place++)
        {
            var id = labels.RequestIds![place].AsText();
            if (Rows.FindLast(row => row.Id == id && labels.Served?.Contains(row.At) != false) is not { } row) continue;
            vectors.Found++;
            vectors.At.OpenWriter().SetBits(place, row.At.Microseconds);
            vectors.At.OpenWriter().Mark(place, FeatureStatus.Present);
            for (var i = 0; i < shape.Inputs.Count; i++) vectors.Inputs[i].OpenWriter().Set(place, row.Inputs[i], row.Inputs[i].IsNull ? FeatureStatus.NullValue : FeatureStatus.Present);
            for (var i = 0; i < vectors.OnlineTo.Count; i++) (vectors.OnlineTo[i][place], vectors.EventTimes[i][place]) = (row.OnlineTo[i], row.EventTimes[i]);
            for (var i = 0; i < vectors.Outputs.Count; i++)
            {
                vectors.Outputs[i].OpenWriter().Set(place, row.Outputs[i].Value, row.Outputs[i].Status);
                vectors.Outputs[i].OpenWriter().Mark(place, row.Outputs[i].Status);
                vectors.Logged[i][place] = true;
            }
        }

        return vectors;
    }

    public ServedSpan? Span(CancellationToken cancellation) => Rows.Count == 0 ? null : new(Rows.Min(row => row.At), Rows.Max(row => row.At), Rows.Count);

    public void Scan(ServedShape shape, Interval served, Action<ServedSlice> take, CancellationToken cancellation)
    {
        foreach (var rows in Rows.Where(row => served.Contains(row.At)).Chunk(7))
        {
            var keys = new TextColumn(new StringPool());
            foreach (var row in rows)
                if (row.Inputs[0].IsNull) keys.AppendNull();
                else keys.Append(System.Text.Encoding.UTF8.GetBytes(row.Inputs[0].AsText()));
            take(new([.. rows.Select(row => row.Id)], new int[rows.Length], [.. rows.Select(row => row.At.Microseconds)], [.. rows.Select(row => row.Version)], [.. rows.Select(row => row.Code)], [keys]));
        }
    }

    public void ScanValues(ServedShape shape, Interval served, Action<ServedValues> take, CancellationToken cancellation)
    {
        foreach (var rows in Rows.Where(row => served.Contains(row.At)).Chunk(7))
            take(new(
                [.. rows.Select(row => row.At.Microseconds)],
                [.. rows.Select(row => row.Version)],
                [.. shape.Inputs.Select((field, i) => ColumnOf(DataType.Scalar(field.Kind), rows.Select(row => row.Inputs[i])))],
                [.. shape.Plan.Outputs.Select((output, i) => ColumnOf(output.Type, rows.Select(row => row.Outputs[i].Value)))],
                [.. shape.Plan.Outputs.Select((_, i) => (TextColumn)ColumnOf(DataType.Scalar(ValueKind.String), rows.Select(row => Value.Of(SnakeCase.Of(row.Outputs[i].Status.ToString()).ToUpperInvariant()))))],
                [.. shape.Timed.Select((_, i) => rows.Select(row => i < row.EventTimes.Length ? row.EventTimes[i] : 0).ToArray())],
                [.. shape.Plan.Reads.Select((_, i) => rows.Select(row => i < row.OnlineTo.Length ? row.OnlineTo[i] : 0).ToArray())]));
    }

    private static Column ColumnOf(DataType type, IEnumerable<Value> values)
    {
        var column = type.Shape == DataShape.Scalar ? Column.Create(type.Kind) : new TextColumn(new StringPool());
        foreach (var value in values)
            if (value.IsNull) column.AppendNull();
            else if (column is Int64Column whole) whole.Append(value.Bits);
            else if (column is Float64Column real) real.Append(value.AsDouble());
            else
            {
                var bytes = new List<byte>();
                ValueCodec.Encode(value, bytes);
                ((TextColumn)column).Append(bytes.ToArray());
            }

        return column;
    }
}
