using Quern.Engine.Served;
using Quern.Engine.Serving;
using Quern.Planning;
using Quern.Time;
using Quern.Values;

namespace Quern.Stores.Tests.Served;

/// <summary>A row as it was answered.</summary>
internal sealed record AnsweredRow(string Id, int Row, Instant At, Value[] Inputs, (Value Value, FeatureStatus Status)[] Outputs);

/// <summary>Answers of a service at random, with nulls, every status, every type, odd texts and odd numbers.</summary>
internal sealed class ServedRandom(ServicePlan plan, int seed)
{
    private static readonly string[] Texts = ["", "a", "Ærøskøbing", "数据", "👩‍🚀", "a\"b\\c", " x ", "line\nline", new string('z', 300)];
    private static readonly double[] Reals = [0.0, -0.0, 1.5, -1e300, 5e-324, Math.PI, 0.1];

    private readonly Random _random = new(seed);
    private readonly VectorBatch _batch = new(plan);
    private long _now = 1_700_000_000_000_001;

    public List<AnsweredRow> Answered { get; } = [];

    /// <summary>Answers a request of some rows, which is recorded.</summary>
    public void Answer(ServedRecorder recorder, string id, int rows)
    {
        var at = new Instant(_now += _random.Next(1, 5_000_000));
        Column[] keys = [.. plan.JoinKeys.Select(field => NewColumn(field.Kind, rows, NewKey))];
        Column[] requests = [.. plan.Requests.Select(field => NewColumn(field.Kind, rows, NewScalar))];
        _batch.Reset(rows);
        foreach (var column in _batch.Reads.Concat(_batch.Lookups).Concat(_batch.OnDemand).SelectMany(columns => columns))
        {
            var writer = column.OpenWriter();
            for (var row = 0; row < rows; row++)
            {
                var value = _random.Next(4) == 0 ? Value.Null : NewValue(column.Type);
                writer.Set(row, value, value.IsNull ? (FeatureStatus)_random.Next(1, 8) : FeatureStatus.Present);
                // Now and then one that stands for what a deadline cut off.
                if (!value.IsNull && Told(value, FeatureStatus.Present).Item2 == FeatureStatus.Present && _random.Next(6) == 0) writer.Mark(row, _random.Next(2) == 0 ? FeatureStatus.Default : FeatureStatus.LastGood);
            }
        }

        foreach (var times in _batch.EventTimes.Concat(_batch.LookupEventTimes)) times.AsSpan(0, rows).Fill(at.Microseconds - 7);
        ResultColumn[] outputs = [.. plan.Outputs.Select(_batch.Of)];
        recorder.Record(new(id, at, keys, requests, _batch.Rows, _batch.EventTimes, _batch.LookupEventTimes, outputs) { OnlineTo = [11, 12] });
        for (var row = 0; row < rows; row++)
            Answered.Add(new(id, row, at, [.. keys.Concat(requests).Select(column => column[row])], [.. outputs.Select(column => Told(column[row], column.StatusOf(row)))]));
    }

    // A number that is not finite is answered as null.
    private static (Value, FeatureStatus) Told(Value value, FeatureStatus status) =>
        !value.IsNull && value.Type is { Shape: DataShape.Scalar, Kind: ValueKind.Float32 or ValueKind.Float64 } && !double.IsFinite(value.AsDouble()) ? (Value.Null, FeatureStatus.NullValue) : (value, status);

    private Column NewColumn(ValueKind kind, int rows, Func<ValueKind, Value> next)
    {
        var column = Column.Create(kind);
        for (var row = 0; row < rows; row++)
        {
            var value = next(kind);
            if (_random.Next(6) == 0) column.AppendNull();
            else if (column is TextColumn text) text.Append(System.Text.Encoding.UTF8.GetBytes(value.AsText()));
            else if (column is Float64Column real) real.Append(value.AsDouble());
            else ((Int64Column)column).Append(value.Bits);
        }

        return column;
    }

    // Few, so that they come again.
    private Value NewKey(ValueKind kind) => kind == ValueKind.String ? Value.Of(Texts[1 + _random.Next(3)]) : Value.OfBits(kind, _random.Next(3));

    private Value NewValue(DataType type)
    {
        if (type.Shape == DataShape.Scalar) return NewScalar(type.Kind);
        Value[] items = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => NewScalar(type.Kind))];
        return type.Shape switch
        {
            DataShape.List => Value.List(type.Kind, items),
            DataShape.NullableList => Value.NullableList(type.Kind, [.. items.Select(item => _random.Next(3) == 0 ? Value.Null : item)]),
            _ => Value.Counts(type.Shape, type.Kind, [.. items.Distinct().Select(item => KeyValuePair.Create(item, _random.NextInt64(1, 1L << 50)))]),
        };
    }

    private Value NewScalar(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => Value.Of(_random.Next(2) == 0),
        ValueKind.Int32 => Value.Of(_random.Next(int.MinValue, int.MaxValue)),
        ValueKind.Int64 => Value.Of(_random.NextInt64(long.MinValue, long.MaxValue)),
        ValueKind.Float32 => Value.Of(_random.Next(9) == 0 ? float.NaN : (float)(_random.NextDouble() - 0.5)),
        ValueKind.Float64 => Value.Of(_random.Next(9) == 0 ? double.PositiveInfinity : _random.Next(2) == 0 ? Reals[_random.Next(Reals.Length)] : _random.NextDouble()),
        ValueKind.String => Value.Of(Texts[_random.Next(Texts.Length)] + _random.Next(3)),
        ValueKind.Embedding => Value.Of([_random.NextSingle(), -_random.NextSingle()]),
        _ => Value.Of(new Instant(_random.NextInt64(-62_000_000_000_000_000, 250_000_000_000_000_000))),
    };
}
