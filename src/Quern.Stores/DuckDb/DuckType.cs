namespace Quern.Stores.DuckDb;

/// <summary>
/// A logical type, described in managed memory. What a vector of it holds: the fixed-width types their own value (dates days, timestamps
/// ticks of their unit since 1970, decimals the unscaled integer of <see cref="StorageId"/>, enums an unsigned index into
/// <see cref="Members"/> as narrow as fits), text and blobs string_t, lists and maps <see cref="ListEntry"/>, structs their child vectors.
/// </summary>
internal sealed class DuckType : IEquatable<DuckType>
{
    internal static readonly DuckType Boolean = new(DuckTypeId.Boolean);
    internal static readonly DuckType Integer = new(DuckTypeId.Integer);
    internal static readonly DuckType BigInt = new(DuckTypeId.BigInt);
    internal static readonly DuckType UTinyInt = new(DuckTypeId.UTinyInt);
    internal static readonly DuckType Float = new(DuckTypeId.Float);
    internal static readonly DuckType Double = new(DuckTypeId.Double);
    internal static readonly DuckType HugeInt = new(DuckTypeId.HugeInt);
    internal static readonly DuckType Varchar = new(DuckTypeId.Varchar);
    internal static readonly DuckType Blob = new(DuckTypeId.Blob);
    internal static readonly DuckType Date = new(DuckTypeId.Date);
    internal static readonly DuckType Timestamp = new(DuckTypeId.Timestamp);
    internal static readonly DuckType TimestampTz = new(DuckTypeId.TimestampTz);

    private DuckType(DuckTypeId id) => Id = id;

    internal DuckTypeId Id { get; }

    /// <summary>Digits of a decimal.</summary>
    internal byte Width { get; private init; }

    /// <summary>Digits after a decimal's point.</summary>
    internal byte Scale { get; private init; }

    /// <summary>Elements of a fixed-size array.</summary>
    internal int Length { get; private init; }

    /// <summary>The texts of an enum, by index.</summary>
    internal IReadOnlyList<string> Members { get; private init; } = [];

    /// <summary>A struct's fields; a map's are "key" and "value"; a list's or an array's only one is "element".</summary>
    internal IReadOnlyList<DuckField> Fields { get; private init; } = [];

    /// <summary>The type of a list's or an array's elements.</summary>
    internal DuckType Element => Fields[0].Type;

    /// <summary>The fixed-width kind in which the vector's values are stored.</summary>
    internal DuckTypeId StorageId => Id switch
    {
        DuckTypeId.Decimal => Width switch { <= 4 => DuckTypeId.SmallInt, <= 9 => DuckTypeId.Integer, <= 18 => DuckTypeId.BigInt, _ => DuckTypeId.HugeInt },
        DuckTypeId.Enum => Members.Count switch { <= byte.MaxValue => DuckTypeId.UTinyInt, <= ushort.MaxValue => DuckTypeId.USmallInt, _ => DuckTypeId.UInteger },
        _ => Id,
    };

    internal static DuckType Of(DuckTypeId id) => new(id);

    internal static DuckType Decimal(byte width, byte scale) => new(DuckTypeId.Decimal) { Width = width, Scale = scale };

    internal static DuckType Enum(params IReadOnlyList<string> members) => new(DuckTypeId.Enum) { Members = members };

    internal static DuckType List(DuckType element) => new(DuckTypeId.List) { Fields = [new("element", element)] };

    internal static DuckType Array(DuckType element, int length) => new(DuckTypeId.Array) { Fields = [new("element", element)], Length = length };

    internal static DuckType Struct(params IReadOnlyList<DuckField> fields) => new(DuckTypeId.Struct) { Fields = fields };

    internal static DuckType Map(DuckType key, DuckType value) => new(DuckTypeId.Map) { Fields = [new("key", key), new("value", value)] };

    public bool Equals(DuckType? other) =>
        other is not null && Id == other.Id && Width == other.Width && Scale == other.Scale && Length == other.Length
        && Members.SequenceEqual(other.Members) && Fields.SequenceEqual(other.Fields);

    public override bool Equals(object? obj) => Equals(obj as DuckType);

    public override int GetHashCode() => HashCode.Combine(Id, Width, Scale, Length, Members.Count, Fields.Count);

    /// <summary>The type as SQL writes it.</summary>
    public override string ToString() => DuckTypeNames.Sql(this);
}
