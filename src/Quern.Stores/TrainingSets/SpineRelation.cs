using Quern.Stores.DuckDb;

namespace Quern.Stores.TrainingSets;

/// <summary>A column of a spine as DuckDB reads it.</summary>
/// <param name="Name">The spine's name for it.</param>
/// <param name="Sql">How a query names it.</param>
/// <param name="Type">Its type.</param>
internal sealed record SpineField(string Name, string Sql, DuckType Type);

/// <summary>A spine's rows, each with its place.</summary>
/// <param name="From">What stands after FROM.</param>
/// <param name="Place">The column with a row's number in the spine's order, from 0.</param>
/// <param name="Fields">The columns.</param>
internal sealed record SpineRelation(string From, string Place, IReadOnlyList<SpineField> Fields)
{
    /// <summary>The condition for the rows of a part; empty for a part that is all.</summary>
    public string Where(long first, long count, long rows) => first == 0 && count == rows ? "" : $" WHERE {Place} >= {first} AND {Place} < {first + count}";
}
