namespace Quern.Protocol.Registry;

/// <summary>An on-demand feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its result is stored.</param>
/// <param name="Parameters">What it is computed from.</param>
/// <param name="Description">What it is; empty when nobody said.</param>
/// <param name="Owner">Who answers for it; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record OnDemandShape(
    string Name, string Type, IReadOnlyList<FieldShape> Parameters, string Description, string? Owner, IReadOnlyDictionary<string, string> Tags);
