namespace Quern.Connectors.Postgres;

/// <summary>A table that feeds a stream by logical replication; read from settings and sound in itself.</summary>
internal sealed record PostgresSettings
{
    /// <summary>Gets where these settings stand, such as <c>streams.customers.postgres</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the connection as it was written: a connection string, a URL, or <c>env:</c> and the name of the environment's variable that holds one. Never to be printed.</summary>
    public required string Connection { get; init; }

    public required string Schema { get; init; }

    public required string Table { get; init; }

    public required string Slot { get; init; }

    public required string Publication { get; init; }

    /// <summary>Gets whether slot and publication are made where they are missing.</summary>
    public bool Create { get; init; }

    /// <summary>Gets whether a slot that is new begins with the rows that are there.</summary>
    public bool Snapshot { get; init; }

    /// <summary>Gets the column that says what was done with the row; null when none does, and deletions are passed over.</summary>
    public string? Operation { get; init; }

    /// <summary>Gets the column that gets the time of the commit; null when none does.</summary>
    public string? CommitTime { get; init; }

    /// <summary>Gets the table as people write it.</summary>
    public string FullName => $"{Schema}.{Table}";
}
