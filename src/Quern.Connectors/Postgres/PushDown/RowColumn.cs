using Quern.Connectors.Postgres.Sources;
using Quern.Schema;
using Quern.Values;

namespace Quern.Connectors.Postgres.PushDown;

/// <summary>A column of a source as the queries of views write it, behind the alias <c>e</c>: so that its values are what the reader of rows makes of them.</summary>
/// <param name="declared">The field that it is read into.</param>
/// <param name="column">What the database has for it.</param>
internal sealed class RowColumn(Field declared, SourceColumn column)
{
    /// <summary>The bytes of -0, as <c>float8send</c> gives them.</summary>
    public const string NegativeZero = "'\\x8000000000000000'::bytea";

    private readonly string _name = $"e.{PostgresCatalog.Quote(column.Name)}";

    /// <summary>Gets the column itself, which an index knows.</summary>
    public string Name => _name;

    /// <summary>Gets the field that it is read into.</summary>
    public Field Field => declared;

    public PostgresType Type => column.Type;

    private bool IsReal => declared.Kind is ValueKind.Float32 or ValueKind.Float64;

    /// <summary>Why the server's values of this type cannot stand for ours; null where they can.</summary>
    public string? WhyNot => IsAble ? null : $"column '{column.Name}' is {column.Type.Name}";

    private bool IsAble => declared.Kind switch
    {
        ValueKind.Boolean => column.Type.IsBoolean,
        ValueKind.Int32 or ValueKind.Int64 => column.Type.IsInteger,
        ValueKind.Float32 or ValueKind.Float64 => column.Type.IsExactReal,
        ValueKind.String => column.Type.IsPlainText,
        ValueKind.Timestamp => column.Type.IsTimestamp,
        _ => false,
    };

    /// <summary>Gets the value: texts are compared byte by byte, reals are doubles.</summary>
    public string Value => declared.Kind == ValueKind.String ? $"{_name} COLLATE \"C\"" : IsReal ? $"{_name}::float8" : _name;

    /// <summary>
    /// Gets when a row is not to be judged by the server: where the reader of rows would call its value a fault, or might. It may be true of more rows than of those; null where it can be of none.
    /// </summary>
    public string? Doubt
    {
        get
        {
            string?[] doubts =
            [
                !declared.Nullable && column.MayBeNull != false ? $"{_name} IS NULL" : null,
                // The years that instants may lie in; infinities are outside.
                declared.Kind == ValueKind.Timestamp ? $"{_name} < TIMESTAMP '0001-01-01' OR {_name} >= TIMESTAMP '10000-01-01'" : null,
                // Of numerics also those that no double is near.
                IsReal && column.Type.IsDecimal ? $"{_name} NOT BETWEEN -1e300 AND 1e300 OR ({_name} <> 0 AND {_name} BETWEEN -1e-300 AND 1e-300)"
                    : IsReal && !column.Type.IsInteger ? $"{_name} IN ('NaN', 'Infinity', '-Infinity')" : null,
            ];
            var any = string.Join(" OR ", doubts.OfType<string>());
            return any.Length == 0 ? null : any;
        }
    }

    /// <summary>What rows are ordered by, so that the order is that of encoded rows: nulls first, texts by their bytes, -0 before 0.</summary>
    public IEnumerable<string> Order(bool descending)
    {
        yield return $"{Value} {(descending ? "DESC NULLS LAST" : "ASC NULLS FIRST")}";
        if (IsReal && !column.Type.IsInteger && !column.Type.IsDecimal) yield return $"{IsNegativeZero} {(descending ? "ASC" : "DESC")}";
    }

    private string IsNegativeZero => $"(float8send({Value}) = {NegativeZero})";
}
