namespace Quern.Stores.DuckDb;

/// <summary>Computes the values of one chunk: row i of the output from row i of the input. Called by several threads at once.</summary>
internal delegate void ScalarBody(DataChunk input, VectorWriter output);

/// <summary>
/// A function that SQL may call. It is registered as volatile, so that DuckDB neither folds nor shares its calls, and it sees null
/// arguments as nulls. It runs wherever its operator runs: in parallel. It lives as long as the database.
/// </summary>
internal sealed record ScalarFunction(string Name, IReadOnlyList<DuckType> Parameters, DuckType Returns, ScalarBody Body);
