using Quern.Stores.DuckDb;

namespace Quern.Stores.Delta;

/// <summary>Rows of ours as a table that DuckDB reads.</summary>
internal interface IRowFeed
{
    /// <summary>The function that gives the rows, to be registered once.</summary>
    TableFunction Sql { get; }

    /// <summary>What stands after FROM.</summary>
    string From { get; }
}
