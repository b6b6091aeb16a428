namespace Quern.Protocol.Registry;

/// <summary>A source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format"><c>parquet</c>, <c>csv</c>, <c>ndjson</c>, <c>delta</c> or <c>sql</c>.</param>
/// <param name="Location">A path or glob, the folder of a Delta table, or the query.</param>
/// <param name="Stream">The name under which the same rows arrive live; null when they do not.</param>
/// <param name="Fields">Its columns.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record SourceShape(
    string Name, string Format, string Location, string? Stream, IReadOnlyList<FieldShape> Fields, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);
