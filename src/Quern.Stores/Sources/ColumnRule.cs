using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Sources;

/// <summary>How a column of some DuckDB type becomes a column of a kind.</summary>
/// <param name="Cast">The type that DuckDB casts to first; null where its own is read.</param>
/// <param name="Create">Makes the reader of one thread.</param>
internal sealed record ColumnRule(string? Cast, Func<bool, ColumnReader> Create)
{
    private const long Day = 86_400_000_000;

    /// <summary>The rule for a typed column; null when the type may not feed the kind, because that would lose something or guess.</summary>
    public static ColumnRule? For(Field field, DuckType type) => field.Kind switch
    {
        ValueKind.Boolean => type.Id == DuckTypeId.Boolean ? Read(nullable => new BooleanReader { Nullable = nullable }) : null,
        ValueKind.Int32 => type.Id is DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.UTinyInt or DuckTypeId.USmallInt
            ? Whole(type.Id, int.MinValue, int.MaxValue) : null,
        ValueKind.Int64 => type is { Id: DuckTypeId.Decimal, Scale: 0 } ? Whole(DuckTypeId.HugeInt, long.MinValue, long.MaxValue)! with { Cast = "HUGEINT" } : Whole(type.Id, long.MinValue, long.MaxValue),
        ValueKind.Float32 => type.Id is DuckTypeId.Float or DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.UTinyInt or DuckTypeId.USmallInt ? Real(type.Id) : null,
        ValueKind.Float64 => type.Id == DuckTypeId.Decimal ? Real(DuckTypeId.Double)! with { Cast = "DOUBLE" } : Real(type.Id),
        ValueKind.String => Text(type.Id),
        ValueKind.Embedding => Embedding(type, field.Dimensions),
        _ => field.Epoch is { } epoch ? Epoch(epoch, type.Id) : Time(type.Id),
    };

    /// <summary>The rule for a key or a request field of a spine: the same, but that whole numbers of any width may meet, checked row by row, and text may hold instants and embeddings.</summary>
    public static ColumnRule? ForSpine(ValueKind kind, DuckType type) => kind switch
    {
        ValueKind.Int32 => Whole(type.Id, int.MinValue, int.MaxValue),
        ValueKind.Timestamp when type.Id == DuckTypeId.Varchar => Parsed(kind, null),
        ValueKind.Embedding when type.Id == DuckTypeId.Varchar => ParsedEmbedding(dimensions: 0),
        _ => For(new Field("", "", kind, Nullable: true), type),
    };

    /// <summary>The rule for a column of which only the text is known.</summary>
    public static ColumnRule ForText(Field field) => field.Kind switch
    {
        ValueKind.String => Text(DuckTypeId.Varchar)!,
        ValueKind.Embedding => ParsedEmbedding(field.Dimensions),
        _ => Parsed(field.Kind, field.Epoch),
    };

    private static ColumnRule Read(Func<bool, ColumnReader> create) => new(null, create);

    private static ColumnRule ParsedEmbedding(int dimensions) => Read(nullable => new ParsedEmbeddingReader(dimensions) { Nullable = nullable });

    private static ColumnRule Parsed(ValueKind kind, EpochUnit? epoch) => Read(nullable => new ParsedReader(kind, epoch) { Nullable = nullable });

    private static ColumnRule? Text(DuckTypeId type) => type switch
    {
        DuckTypeId.Varchar => Read(nullable => new TextReader { Nullable = nullable }),
        DuckTypeId.Uuid or DuckTypeId.Enum => new("VARCHAR", nullable => new TextReader { Nullable = nullable }),
        _ => null,
    };

    // Numbers of 64 bits are rounded to 32: that is how many tools store what was computed with 32.
    private static ColumnRule? Embedding(DuckType type, int dimensions)
    {
        if (type.Id is not (DuckTypeId.List or DuckTypeId.Array)) return null;
        if (type.Id == DuckTypeId.List && type.Element.Id == DuckTypeId.Float) return Read(nullable => new EmbeddingReader<float>(dimensions) { Nullable = nullable });
        var isNumber = type.Element.Id == DuckTypeId.Decimal || Real(type.Element.Id) is not null;
        return isNumber ? new("DOUBLE[]", nullable => new EmbeddingReader<double>(dimensions) { Nullable = nullable }) : null;
    }

    private static ColumnRule? Whole(DuckTypeId type, long min, long max) => type switch
    {
        DuckTypeId.TinyInt => Read(nullable => new WholeReader<sbyte>(min, max) { Nullable = nullable }),
        DuckTypeId.SmallInt => Read(nullable => new WholeReader<short>(min, max) { Nullable = nullable }),
        DuckTypeId.Integer => Read(nullable => new WholeReader<int>(min, max) { Nullable = nullable }),
        DuckTypeId.BigInt => Read(nullable => new WholeReader<long>(min, max) { Nullable = nullable }),
        DuckTypeId.HugeInt => Read(nullable => new WholeReader<Int128>(min, max) { Nullable = nullable }),
        DuckTypeId.UTinyInt => Read(nullable => new WholeReader<byte>(min, max) { Nullable = nullable }),
        DuckTypeId.USmallInt => Read(nullable => new WholeReader<ushort>(min, max) { Nullable = nullable }),
        DuckTypeId.UInteger => Read(nullable => new WholeReader<uint>(min, max) { Nullable = nullable }),
        DuckTypeId.UBigInt => Read(nullable => new WholeReader<ulong>(min, max) { Nullable = nullable }),
        _ => null,
    };

    private static ColumnRule? Real(DuckTypeId type) => type switch
    {
        DuckTypeId.Double => Read(nullable => new RealReader<double> { Nullable = nullable }),
        DuckTypeId.Float => Read(nullable => new RealReader<float> { Nullable = nullable }),
        DuckTypeId.TinyInt => Read(nullable => new RealReader<sbyte> { Nullable = nullable }),
        DuckTypeId.SmallInt => Read(nullable => new RealReader<short> { Nullable = nullable }),
        DuckTypeId.Integer => Read(nullable => new RealReader<int> { Nullable = nullable }),
        DuckTypeId.BigInt => Read(nullable => new RealReader<long> { Nullable = nullable }),
        DuckTypeId.HugeInt => Read(nullable => new RealReader<Int128> { Nullable = nullable }),
        DuckTypeId.UTinyInt => Read(nullable => new RealReader<byte> { Nullable = nullable }),
        DuckTypeId.USmallInt => Read(nullable => new RealReader<ushort> { Nullable = nullable }),
        DuckTypeId.UInteger => Read(nullable => new RealReader<uint> { Nullable = nullable }),
        DuckTypeId.UBigInt => Read(nullable => new RealReader<ulong> { Nullable = nullable }),
        _ => null,
    };

    private static ColumnRule? Time(DuckTypeId type) => type switch
    {
        DuckTypeId.Timestamp or DuckTypeId.TimestampTz => Time<long>(1, 1, infinities: true),
        DuckTypeId.TimestampS => Time<long>(1_000_000, 1, infinities: true),
        DuckTypeId.TimestampMs => Time<long>(1_000, 1, infinities: true),
        DuckTypeId.TimestampNs or DuckTypeId.TimestampTzNs => Time<long>(1, 1_000, infinities: true),
        DuckTypeId.Date => Time<int>(Day, 1, infinities: true),
        _ => null,
    };

    private static ColumnRule? Epoch(EpochUnit unit, DuckTypeId type)
    {
        var (multiplier, divisor) = unit switch
        {
            EpochUnit.Seconds => (1_000_000L, 1L),
            EpochUnit.Milliseconds => (1_000L, 1L),
            EpochUnit.Microseconds => (1L, 1L),
            _ => (1L, 1_000L),
        };
        return type switch
        {
            DuckTypeId.BigInt => Time<long>(multiplier, divisor, infinities: false),
            DuckTypeId.UInteger => Time<uint>(multiplier, divisor, infinities: false),
            DuckTypeId.Integer => Time<int>(multiplier, divisor, infinities: false),
            _ => null,
        };
    }

    private static ColumnRule Time<T>(long multiplier, long divisor, bool infinities)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        Read(nullable => new TimeReader<T>(multiplier, divisor, infinities) { Nullable = nullable });
}
