namespace Quern.Protocol.Registry;

/// <summary>An entity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JoinKeys">The columns that identify one.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record EntityShape(string Name, IReadOnlyList<string> JoinKeys, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);
