using Quern.Schema;
using Quern.Time;

namespace Quern.Definitions;

/// <summary>What a source's data is in.</summary>
public enum SourceFormat
{
    /// <summary>Parquet files.</summary>
    Parquet,

    /// <summary>CSV files, plain or gzip, with a header line.</summary>
    Csv,

    /// <summary>Files with one JSON object a line, plain or gzip.</summary>
    NdJson,

    /// <summary>A Delta Lake table.</summary>
    Delta,

    /// <summary>A query over other sources.</summary>
    Sql,

    /// <summary>Nothing but what arrives live.</summary>
    Stream,

    /// <summary>A table or view of a PostgreSQL database.</summary>
    Postgres,

    /// <summary>A query that a PostgreSQL database answers.</summary>
    PostgresSql,
}

/// <summary>Where events come from, what a row is, and when it happened and was known.</summary>
public sealed record SourceDefinition
{
    /// <summary>The source's name, lower snake case.</summary>
    public required string Name { get; init; }

    /// <summary>What a row is.</summary>
    public required RowSchema Schema { get; init; }

    /// <summary>What the data is in.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>
    /// A path or glob, relative to the project's folder; of a Delta table its folder; for <see cref="SourceFormat.Sql"/> the query, in DuckDB's dialect, which names other sources
    /// as tables; for <see cref="SourceFormat.Postgres"/> the table, with its schema before a dot; for <see cref="SourceFormat.PostgresSql"/> the query, in PostgreSQL's dialect; empty for <see cref="SourceFormat.Stream"/>.
    /// </summary>
    public required string Location { get; init; }

    /// <summary>For a database: the name under which the project's settings have the connection to it. Null otherwise.</summary>
    public string? Connection { get; init; }

    /// <summary>Which version of the data is read, for a format that keeps versions; null for the last.</summary>
    public long? Version { get; init; }

    /// <summary>For a query: the sources that it reads, by name. Empty otherwise.</summary>
    public IReadOnlyList<SourceDefinition> Inputs { get; init; } = [];

    /// <summary>When the row happened: an expression of kind Timestamp.</summary>
    public required RowExpression EventTime { get; init; }

    /// <summary>When the row could first be known: an expression of kind Timestamp; null means event time plus <see cref="Delay"/>.</summary>
    public RowExpression? KnownAt { get; init; }

    /// <summary>How long after its event time a row is known, when <see cref="KnownAt"/> does not say.</summary>
    public Duration Delay { get; init; }

    /// <summary>Which rows count: a Boolean expression; null for all. A null result counts as false.</summary>
    public RowExpression? Filter { get; init; }

    /// <summary>What identifies an event, so that a second row with the same key replaces the first; null when every row is an event of its own.</summary>
    public RowExpression? EventKey { get; init; }

    /// <summary>What rows that pass the filter are expected to be.</summary>
    public IReadOnlyList<ExpectationDefinition> Expectations { get; init; } = [];

    /// <summary>What rows that pass the filter and are not rejected are expected to be together.</summary>
    public IReadOnlyList<SeriesExpectation> SeriesExpectations { get; init; } = [];

    /// <summary>The name under which the same rows arrive live; null when they do not.</summary>
    public string? Stream { get; init; }

    /// <summary>What people say about it.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>Whether its rows lie in files, where each has a number by which it can be found again.</summary>
    public bool HasNumberedRows => Format is SourceFormat.Parquet or SourceFormat.Csv or SourceFormat.NdJson or SourceFormat.Delta;

    /// <summary>Whether the rows are what a query gives, so that its text is part of what they mean.</summary>
    public bool IsQuery => Format is SourceFormat.Sql or SourceFormat.PostgresSql;

    /// <summary>The conditions under which a row is rejected.</summary>
    public IEnumerable<RowExpression> Rejections => Expectations.Where(expectation => expectation.OnFail == OnFail.Reject).Select(expectation => expectation.Unmet);
}
