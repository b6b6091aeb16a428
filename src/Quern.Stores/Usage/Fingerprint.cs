using System.Globalization;
using Quern.Stores.DuckDb;

namespace Quern.Stores.Usage;

/// <summary>What a column of a sample comes to, so that columns can be told apart without being compared.</summary>
internal sealed class Fingerprint
{
    /// <summary>The column with a row's number.</summary>
    public const string Row = "file_row_number";

    private const int Items = 5;

    private Fingerprint(string name) => Name = name;

    public string Name { get; }

    public DuckTypeId Type { get; private init; }

    /// <summary>Whether all rows have the same value, or none has one.</summary>
    public bool IsConstant { get; private init; }

    /// <summary>The values with their places.</summary>
    public ulong Values { get; private init; }

    /// <summary>The places without a number.</summary>
    public ulong Nulls { get; private init; }

    public bool IsNumber { get; private init; }

    /// <summary>The greatest number, without its sign: what it is divided by, so that squares do not overflow.</summary>
    public double Greatest { get; private init; }

    /// <summary>How it goes with a column of chance, from 0 to 1.</summary>
    public double FirstChance { get; set; }

    /// <summary>How it goes with another.</summary>
    public double SecondChance { get; set; }

    public string Sql => DuckSql.Identifier(Name);

    /// <summary>The numbers from -1 to 1.</summary>
    public string Scaled => $"({Finite(Name)} / {Greatest.ToString("R", CultureInfo.InvariantCulture)}::DOUBLE)";

    public static bool IsOfNumbers(DuckType type) => type.Id is DuckTypeId.Boolean or DuckTypeId.TinyInt or DuckTypeId.SmallInt or DuckTypeId.Integer or DuckTypeId.BigInt or DuckTypeId.Float or DuckTypeId.Double or DuckTypeId.Decimal;

    /// <summary>What is asked of a column.</summary>
    public static string Select(string name, bool isNumber)
    {
        var (column, finite) = (DuckSql.Identifier(name), Finite(name));
        return $"min(hash({column})) = max(hash({column})), bit_xor({Salted(column)}), " + (isNumber ? $"bit_xor({Salted($"{finite} IS NULL")}), max(abs({finite})), min({finite}) < max({finite})" : "0::UBIGINT, 0::DOUBLE, false");
    }

    public static Fingerprint Read(DataChunk found, int place, string name, DuckTypeId type, bool isNumber)
    {
        var at = place * Items;
        return new(name)
        {
            Type = type,
            // Of no rows nothing can be said.
            IsConstant = !found[at].IsValid(0) || First<bool>(found[at]),
            Values = First<ulong>(found[at + 1]),
            Nulls = First<ulong>(found[at + 2]),
            Greatest = First<double>(found[at + 3]),
            IsNumber = isNumber && First<bool>(found[at + 4]),
        };
    }

    /// <summary>How the column goes with one of the columns of chance.</summary>
    public string Chance(int which) => $"corr({Scaled}, ({Salted(which.ToString(CultureInfo.InvariantCulture))} >> 11)::DOUBLE)";

    // Hashed twice: the hash of two values is the one xor the other, and the places would fall out of a sum of xors.
    private static string Salted(string value) => $"hash(hash({Row}, {value}))";

    private static T First<T>(DataVector values)
        where T : unmanaged => values.IsValid(0) ? values.Values<T>()[0] : default;

    private static string Finite(string name) => $"(CASE WHEN isfinite({DuckSql.Identifier(name)}::DOUBLE) THEN {DuckSql.Identifier(name)}::DOUBLE END)";
}
