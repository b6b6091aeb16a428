using Quern.Schema;
using Quern.Stores.DuckDb;
using Quern.Values;

namespace Quern.Stores.Spark;

/// <summary>A column of a source or of a spine as a script hands it to the kernel: how its text is made in SQL, and how that is read.</summary>
/// <param name="Sql">The text; null where the column is.</param>
/// <param name="Form">How it is read.</param>
internal sealed record SparkColumn(string Sql, RawForm Form)
{
    // Up to so many digits a decimal is a whole number and a power of ten that are reals both, and one division rounds it as every engine does.
    private const int ExactDigits = 15;

    /// <summary>The column's text; null with a reason where none would be the same value on both sides.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="type">Its type, as DuckDB names it.</param>
    /// <param name="field">What it is read as.</param>
    /// <param name="reason">Why there is none.</param>
    public static SparkColumn? Of(string column, DuckType type, Field field, out string reason)
    {
        reason = "";
        var name = SparkSql.Identifier(column);
        if (type.Id == DuckTypeId.Uuid) reason = "Spark has no such type";
        else if (type.Id is DuckTypeId.TimestampNs or DuckTypeId.TimestampTzNs) reason = "Spark's instants are of microseconds";
        else if (field.Kind is ValueKind.Float32 or ValueKind.Float64 && type.Id == DuckTypeId.Decimal && type.Width > ExactDigits) reason = $"decimals of more than {ExactDigits} digits are not rounded alike by all engines";
        if (reason.Length > 0) return null;
        return field.Kind switch
        {
            ValueKind.String => new(SparkSql.Escaped($"CAST({name} AS STRING)"), RawForm.Plain),
            ValueKind.Float64 when IsLong(type.Id) => new($"CAST({name} AS STRING)", RawForm.Whole),
            ValueKind.Float64 => new($"CAST(CAST({name} AS DOUBLE) AS STRING)", RawForm.Real),
            ValueKind.Float32 => new($"CAST({name} AS STRING)", RawForm.Real),
            ValueKind.Timestamp when type.Id == DuckTypeId.Varchar => new(SparkSql.Escaped(name), RawForm.Plain),
            ValueKind.Timestamp when field.Epoch is null => new($"CAST(unix_micros(CAST({name} AS TIMESTAMP)) AS STRING)", RawForm.Micros),
            ValueKind.Embedding when type.Id == DuckTypeId.Varchar => new(SparkSql.Escaped(name), RawForm.Plain),
            ValueKind.Embedding => Embedding(name, type.Element.Id == DuckTypeId.Float),
            _ => new($"CAST({name} AS STRING)", RawForm.Plain),
        };
    }

    /// <summary>A column of which only the text is known; an empty one is null.</summary>
    public static SparkColumn OfText(string column) => new(SparkSql.Escaped($"nullif({SparkSql.Identifier(column)}, '')"), RawForm.Plain);

    private static bool IsLong(DuckTypeId type) => type is DuckTypeId.BigInt or DuckTypeId.UBigInt or DuckTypeId.HugeInt;

    // A number that is null makes the row a bad one, so it must stand in the text.
    private static SparkColumn Embedding(string name, bool isFloat) =>
        new($"'[' || array_join(transform({name}, x -> CAST({(isFloat ? "x" : "CAST(x AS DOUBLE)")} AS STRING)), ',', 'null') || ']'", isFloat ? RawForm.Floats : RawForm.Reals);
}
