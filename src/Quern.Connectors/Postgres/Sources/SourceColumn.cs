namespace Quern.Connectors.Postgres.Sources;

/// <summary>A column of a table or of what a query gives.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="MayBeNull">Whether the database admits a null; null where nobody knows, as in a query.</param>
/// <param name="IsReadable">Whether the user may read it.</param>
internal sealed record SourceColumn(string Name, PostgresType Type, bool? MayBeNull, bool IsReadable = true);
