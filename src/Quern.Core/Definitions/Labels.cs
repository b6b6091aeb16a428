namespace Quern.Definitions;

/// <summary>What people say about a definition; it changes no value.</summary>
/// <param name="Description">What it means, in a sentence; empty when nobody said.</param>
/// <param name="Owner">Who answers for it, such as an e-mail address; null when nobody does.</param>
/// <param name="Tags">Free keys and values.</param>
public sealed record Labels(string Description, string? Owner, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Nothing said.</summary>
    public static Labels None { get; } = new("", null, new Dictionary<string, string>());
}
