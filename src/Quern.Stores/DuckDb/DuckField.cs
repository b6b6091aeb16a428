namespace Quern.Stores.DuckDb;

/// <summary>A name and its type: a result's column, a table function's column, a struct's field.</summary>
internal sealed record DuckField(string Name, DuckType Type);
