using System.Text.Json.Serialization;

namespace Quern.Planning.Snapshots;

/// <summary>What every entry of a snapshot has.</summary>
public abstract record SnapshotEntry
{
    /// <summary>The name; a view's with its version when that is not 1.</summary>
    [JsonPropertyOrder(-4)]
    public required string Name { get; init; }

    /// <summary>What it means; null when nobody said.</summary>
    [JsonPropertyOrder(-3)]
    public string? Description { get; init; }

    /// <summary>Who answers for it; null when nobody does.</summary>
    [JsonPropertyOrder(-2)]
    public string? Owner { get; init; }

    /// <summary>Free keys and values; null when there are none.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>An entity.</summary>
public sealed record EntityEntry : SnapshotEntry
{
    /// <summary>The names of its join keys, in order.</summary>
    public required IReadOnlyList<string> JoinKeys { get; init; }
}

/// <summary>A source. Expressions are in canonical text.</summary>
public sealed record SourceEntry : SnapshotEntry
{
    /// <summary><c>parquet</c>, <c>csv</c>, <c>ndjson</c>, <c>delta</c>, <c>sql</c>, <c>postgres</c>, <c>postgressql</c> or <c>stream</c>.</summary>
    public required string Format { get; init; }

    /// <summary>For a database, the name of the connection to it; null otherwise.</summary>
    public string? Connection { get; init; }

    /// <summary>The path, glob, table or query; empty for what only arrives live.</summary>
    public required string Location { get; init; }

    /// <summary>The version of a Delta table that is read; null for the last, and for other formats.</summary>
    public long? Version { get; init; }

    /// <summary>For a query, the sources that it reads; null otherwise.</summary>
    public IReadOnlyList<string>? Inputs { get; init; }

    /// <summary>The columns, each <c>name kind</c>, a nullable one with a question mark.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>When a row happened.</summary>
    public required string EventTime { get; init; }

    /// <summary>When it was known; null for the event time plus the delay.</summary>
    public string? KnownAt { get; init; }

    /// <summary>The delay; null for none.</summary>
    public string? Delay { get; init; }

    /// <summary>Which rows count; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>What identifies an event; null when nothing does.</summary>
    public string? EventKey { get; init; }

    /// <summary>What rows are expected to be; null when nothing is expected.</summary>
    public IReadOnlyList<ExpectationEntry>? Expectations { get; init; }

    /// <summary>The stream's name; null for none.</summary>
    public string? Stream { get; init; }
}

/// <summary>What the rows of a source, or the values of a feature, are expected to be.</summary>
/// <param name="Name">The expectation's name.</param>
/// <param name="Condition">What each row, the rows together, or the values of a feature are to meet, in canonical text.</param>
/// <param name="OnFail">What becomes of what does not: <c>observe</c>, <c>warn</c>, <c>reject</c> or <c>pause</c>.</param>
public sealed record ExpectationEntry(string Name, string Condition, string OnFail)
{
    /// <summary>The share of the rows of a bucket of time that may fail; null where none may.</summary>
    public double? MaxShare { get; init; }

    /// <summary>How long a bucket is; null where no share is allowed.</summary>
    public string? Every { get; init; }
}

/// <summary>A view. Expressions are in canonical text.</summary>
public sealed record ViewEntry : SnapshotEntry
{
    /// <summary><c>attributes</c> or <c>aggregates</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The entity's name.</summary>
    public required string Entity { get; init; }

    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>For each join key, its name, kind and expression: <c>airport string = row.origin</c>.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>Which rows count; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The time to live; null for none.</summary>
    public string? Ttl { get; init; }

    /// <summary>The hop; null for exact windows.</summary>
    public string? Hop { get; init; }

    /// <summary>How late an event may be; null for the default.</summary>
    public string? AllowedLateness { get; init; }

    /// <summary>Whether inputs that are not finite are skipped; null for no.</summary>
    public bool? SkipNonFinite { get; init; }

    /// <summary>The features, in their order.</summary>
    public required IReadOnlyList<FeatureEntry> Features { get; init; }

    /// <summary>What the values of its features are expected to be; null when nothing is expected.</summary>
    public IReadOnlyList<ExpectationEntry>? Expectations { get; init; }

    /// <summary>The hash of what all features share in meaning: entity, keys, source, filters, time to live, hop.</summary>
    public required string Meaning { get; init; }

    /// <summary>The hash of all that makes the view's values what they are.</summary>
    public required string Hash { get; init; }
}

/// <summary>A feature of a view.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="FeatureType">What it means to a model.</param>
/// <param name="Meaning">How it is computed, as text.</param>
public sealed record FeatureEntry(string Name, string Type, string FeatureType, string Meaning);

/// <summary>A lookup.</summary>
public sealed record LookupEntry : SnapshotEntry
{
    /// <summary>The feature whose values are the keys: <c>view:feature</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The view that is looked up.</summary>
    public required string View { get; init; }

    /// <summary>The features, in their order.</summary>
    public required IReadOnlyList<LookupFeatureEntry> Features { get; init; }

    /// <summary>The hash of all that makes its values what they are.</summary>
    public required string Hash { get; init; }
}

/// <summary>A feature of a lookup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="From">The feature of the view that is looked up; after what its values come to, as <c>Mean of price</c>, where a list of keys has one value.</param>
public sealed record LookupFeatureEntry(string Name, string Type, string From);

/// <summary>An on-demand feature, or several of one method.</summary>
public sealed record OnDemandEntry : SnapshotEntry
{
    /// <summary>The kind of its result, of which the feature has the entry's name; null for a method of several.</summary>
    public string? Type { get; init; }

    /// <summary>Its parameters, each <c>name kind</c>, a nullable one with a question mark, then <c>from request</c> or the feature that it was told to be.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>The features of a method of several, in order; null for one that gives a value.</summary>
    public IReadOnlyList<OnDemandOutputEntry>? Outputs { get; init; }

    internal IReadOnlyList<OnDemandOutputEntry> Features => Outputs ?? [new(Name, Type ?? "")];
}

/// <summary>One feature of an on-demand method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The kind of its values.</param>
public sealed record OnDemandOutputEntry(string Name, string Type);

/// <summary>A service.</summary>
public sealed record ServiceEntry : SnapshotEntry
{
    /// <summary>The key columns, each <c>name kind</c>.</summary>
    public required IReadOnlyList<string> JoinKeys { get; init; }

    /// <summary>The request fields, each <c>name kind</c>; null for none.</summary>
    public IReadOnlyList<string>? Requests { get; init; }

    /// <summary>The point in time at which it is asked for; null where nobody says.</summary>
    public string? PointInTime { get; init; }

    /// <summary>What it promises of its views there, each <c>view within 30m: 99 %</c>; null for nothing.</summary>
    public IReadOnlyList<string>? Availability { get; init; }

    /// <summary>The columns that it returns.</summary>
    public required IReadOnlyList<ColumnEntry> Columns { get; init; }
}

/// <summary>A column of a service.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="From">The feature: <c>view:feature</c>, <c>lookup:feature</c>, or the on-demand feature's name.</param>
public sealed record ColumnEntry(string Name, string Type, string From)
{
    /// <summary>What is answered in the place of a value that a deadline cut off: <c>last good within 5m, else 0</c>; null for nothing.</summary>
    public string? Fallback { get; init; }
}
