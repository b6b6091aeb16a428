namespace Quern.Connectors.Postgres;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsKey">Whether it is part of what says which row it is.</param>
internal sealed record PostgresColumn(string Name, PostgresType Type, bool IsKey);

/// <summary>A table as its changes come: its columns in their order.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="IsWhole">Whether a deletion, and an update's old row, has all columns (REPLICA IDENTITY FULL); otherwise those of the key.</param>
internal sealed record PostgresTable(IReadOnlyList<PostgresColumn> Columns, bool IsWhole)
{
    /// <summary>Gets the columns of the key, by their places.</summary>
    public IReadOnlyList<int> Key { get; } = [.. Enumerable.Range(0, Columns.Count).Where(column => Columns[column].IsKey)];

    public bool Equals(PostgresTable? other) => other is not null && IsWhole == other.IsWhole && Columns.SequenceEqual(other.Columns);

    public override int GetHashCode() => HashCode.Combine(IsWhole, Columns.Count);
}
