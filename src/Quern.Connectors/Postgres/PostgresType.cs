using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres;

/// <summary>A type of the server, as far as its texts become values: what it is at the bottom, when it is a domain, and its modifier.</summary>
/// <param name="Name">The name as SQL writes it.</param>
/// <param name="Base">The object id of the type itself, or of the one that a domain is over.</param>
/// <param name="IsText">Whether its values are texts: character types, enumerations, UUIDs, JSON.</param>
/// <param name="Modifier">The modifier, such as precision and scale; -1 when there is none.</param>
internal sealed partial record PostgresType(string Name, uint Base, bool IsText, int Modifier)
{
    private const uint Bool = 16, Int8 = 20, Int2 = 21, Int4 = 23, PlainText = 25, Float4 = 700, Float8 = 701, Float4Array = 1021, Float8Array = 1022, VarChar = 1043, Date = 1082, Timestamp = 1114, TimestampTz = 1184, Numeric = 1700;
    private const int ModifierHeader = 4;

    /// <summary>Gets whether a value is true or false.</summary>
    public bool IsBoolean => Base == Bool;

    /// <summary>Gets whether a value's text is a number, but for those that are not finite.</summary>
    public bool IsNumber => Base is Int2 or Int4 or Int8 or Float4 or Float8 or Numeric;

    /// <summary>Gets whether values are texts that are equal when their letters are.</summary>
    public bool IsPlainText => Base is PlainText or VarChar;

    /// <summary>Gets whether a value is a whole number of a fixed width.</summary>
    public bool IsInteger => Base is Int2 or Int4 or Int8;

    /// <summary>Gets whether a value is a day.</summary>
    public bool IsDate => Base == Date;

    /// <summary>Gets whether a value is an instant of a zone.</summary>
    public bool HasZone => Base == TimestampTz;

    /// <summary>Gets whether a value is an instant, with or without a zone.</summary>
    public bool IsTimestamp => Base is Timestamp or TimestampTz;

    /// <summary>Gets whether a value is a decimal number of any length.</summary>
    public bool IsDecimal => Base == Numeric;

    /// <summary>Gets whether the server's own conversion to a double gives the same bits as ours.</summary>
    public bool IsExactReal => Base is Float4 or Float8 or Int2 or Int4 or Numeric;

    /// <summary>Gets whether a value may count units of time.</summary>
    public bool IsCount => Base is Int4 or Int8;

    /// <summary>Gets whether a value is a list of reals: an array, whose text is in braces, or a vector of the extension pgvector, whose text is in brackets.</summary>
    public bool IsEmbedding => Base is Float4Array or Float8Array || Name == "vector" || Name.StartsWith("vector(", StringComparison.Ordinal);

    /// <summary>Gets the type of a record's member that takes all its values; null when there is none.</summary>
    public string? Member => Base switch
    {
        _ when IsText => "string",
        _ when IsEmbedding => "float[]",
        Bool => "bool",
        Int2 or Int4 => "int",
        Int8 => "long",
        Float4 => "float",
        Float8 => "double",
        Numeric => IsWhole ? "long" : "double",
        Date or Timestamp or TimestampTz => "DateTimeOffset",
        _ => null,
    };

    // The lower half of a numeric's modifier is its scale.
    private bool IsWhole => Base == Numeric && Modifier >= ModifierHeader && ((Modifier - ModifierHeader) & 0xFFFF) == 0;

    /// <summary>Whether values may become those of a field: where nothing is lost but digits that a double does not have, and nothing is guessed. The same rules as for files.</summary>
    public bool Fits(Field field) => field.Kind switch
    {
        ValueKind.Boolean => IsBoolean,
        ValueKind.Int32 => Base is Int2 or Int4,
        ValueKind.Int64 => Base is Int2 or Int4 or Int8 || IsWhole,
        ValueKind.Float32 => Base is Float4 or Int2,
        ValueKind.Float64 => IsNumber,
        ValueKind.String => IsText,
        ValueKind.Embedding => IsEmbedding,
        _ => field.Epoch is null ? Base is Date or Timestamp or TimestampTz : IsCount,
    };
}
