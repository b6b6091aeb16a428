using System.Text;
using Quern.Engine.TrainingSets;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.TrainingSets;

/// <summary>
/// A computed column as a function of a row's place, so that DuckDB reads it like a column while it copies the spine. The database keeps the function for as long as it lives, but
/// not what it read: <see cref="Release"/> lets that go.
/// </summary>
internal sealed class FeatureFunction(string name, TrainingColumn column, long first)
{
    private static readonly byte[][] StatusTexts = [.. Enum.GetValues<FeatureStatus>().Select(status => Encoding.UTF8.GetBytes(StatusText(status)))];

    private ResultColumn? _values = column.Values;

    public string Name => name;

    public ScalarFunction Sql => new(name, [DuckType.BigInt], TypeOf(column), column.Statuses ? WriteStatuses : Body(column.Values.Type));

    /// <summary>The type of a computed column.</summary>
    public static DuckType TypeOf(TrainingColumn column)
    {
        if (column.Statuses) return DuckType.Varchar;
        var kind = TypeOf(column.Values.Type.Kind);
        return column.Values.Type.Shape switch
        {
            DataShape.Scalar => kind,
            DataShape.List or DataShape.NullableList => DuckType.List(kind),
            DataShape.Ranking => DuckType.List(DuckType.Struct(new DuckField("value", kind), new DuckField("count", DuckType.BigInt))),
            _ => DuckType.Map(kind, DuckType.BigInt),
        };
    }

    public void Release() => _values = null;

    private static DuckType TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => DuckType.Boolean,
        ValueKind.Int32 => DuckType.Integer,
        ValueKind.Int64 => DuckType.BigInt,
        ValueKind.Float32 => DuckType.Float,
        ValueKind.Float64 => DuckType.Double,
        ValueKind.String => DuckType.Varchar,
        ValueKind.Embedding => DuckType.List(DuckType.Float),
        _ => DuckType.TimestampTz,
    };

    // PRESENT, NULL_VALUE, OUTSIDE_MAX_AGE: as the online answer spells them.
    private static string StatusText(FeatureStatus status) =>
        string.Concat(status.ToString().Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + letter : char.ToUpperInvariant(letter).ToString()));

    private ScalarBody Body(DataType type) => type switch
    {
        { IsFixedWidth: true } => WriteFixed,
        { Shape: DataShape.Scalar, Kind: ValueKind.Embedding } => WriteEmbeddings,
        { Shape: DataShape.Scalar } => WriteTexts,
        _ => WriteItems,
    };

    private ResultColumn Values => _values ?? throw new InvalidOperationException("The column was let go.");

    private int Row(long place) => (int)(place - first);

    private void WriteStatuses(DataChunk input, VectorWriter output)
    {
        var places = input[0].Values<long>();
        var statuses = Values.Statuses;
        for (var i = 0; i < places.Length; i++) output.SetText(i, StatusTexts[statuses[Row(places[i])]]);
    }

    private void WriteFixed(DataChunk input, VectorWriter output)
    {
        var places = input[0].Values<long>();
        var column = Values;
        WriteNulls(places, column, output);
        var slots = column.Slots;
        switch (column.Type.Kind)
        {
            case ValueKind.Boolean:
                var bytes = output.Values<byte>();
                for (var i = 0; i < places.Length; i++) bytes[i] = (byte)(slots[Row(places[i])] & 1);
                break;
            case ValueKind.Int32:
                var whole = output.Values<int>();
                for (var i = 0; i < places.Length; i++) whole[i] = unchecked((int)slots[Row(places[i])]);
                break;
            case ValueKind.Float32:
                var real = output.Values<float>();
                for (var i = 0; i < places.Length; i++) real[i] = (float)BitConverter.Int64BitsToDouble(slots[Row(places[i])]);
                break;
            default:
                var words = output.Values<long>();
                if (AreNeighbours(places)) slots.Slice(Row(places[0]), places.Length).CopyTo(words);
                else
                    for (var i = 0; i < places.Length; i++)
                        words[i] = slots[Row(places[i])];
                break;
        }
    }

    private void WriteTexts(DataChunk input, VectorWriter output)
    {
        var places = input[0].Values<long>();
        var column = Values;
        WriteNulls(places, column, output);
        for (var i = 0; i < places.Length; i++)
            if (IsPresent(column, places[i]))
                output.SetText(i, column.Encoded(Row(places[i])));
    }

    private void WriteEmbeddings(DataChunk input, VectorWriter output)
    {
        var places = input[0].Values<long>();
        var column = Values;
        WriteNulls(places, column, output);
        EmbeddingVector.Write(output, places, place => IsPresent(column, place) ? column.Encoded(Row(place)) : default);
    }

    private void WriteItems(DataChunk input, VectorWriter output)
    {
        var places = input[0].Values<long>();
        var column = Values;
        WriteNulls(places, column, output);
        var (kind, isCounted, isNullable) = (column.Type.Kind, column.Type.Shape is DataShape.Ranking or DataShape.Histogram, column.Type.Shape == DataShape.NullableList);
        var lists = output.Lists;
        var total = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var length = IsPresent(column, places[i]) ? new ItemReader(kind, column.Encoded(Row(places[i]))).Count : 0;
            lists[i] = new((ulong)total, (ulong)length);
            total += length;
        }

        var elements = output.Elements(total);
        var items = new ItemWriter(kind, isCounted ? elements.Field(0) : elements);
        var counts = isCounted ? elements.Field(1).Values<long>() : default;
        var validity = isNullable ? elements.Validity() : default;
        var next = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (!IsPresent(column, places[i])) continue;
            var reader = new ItemReader(kind, column.Encoded(Row(places[i])));
            for (var left = reader.Count; left > 0; left--, next++)
            {
                if (isNullable && reader.ReadIsNull())
                {
                    validity[next >> 6] &= ~(1UL << (next & 63));
                    continue;
                }

                items.Write(next, ref reader);
                if (isCounted) counts[next] = reader.ReadInt64();
            }
        }
    }

    // Places ascend within a chunk.
    private static bool AreNeighbours(ReadOnlySpan<long> places) => !places.IsEmpty && places[^1] - places[0] == places.Length - 1;

    private bool IsPresent(ResultColumn column, long place) => column.Statuses[Row(place)] == (byte)FeatureStatus.Present;

    private void WriteNulls(ReadOnlySpan<long> places, ResultColumn column, VectorWriter output)
    {
        var statuses = column.Statuses;
        if (AreNeighbours(places) && !statuses.Slice(Row(places[0]), places.Length).ContainsAnyExcept((byte)FeatureStatus.Present)) return;
        var validity = output.Validity();
        for (var i = 0; i < places.Length; i++)
            if (statuses[Row(places[i])] != (byte)FeatureStatus.Present)
                validity[i >> 6] &= ~(1UL << (i & 63));
    }
}
