namespace Quern.Protocol.Errors;

/// <summary>One thing that is wrong with a request, and how the wire says it.</summary>
/// <param name="Finding">What a person reads.</param>
/// <param name="Status">The HTTP status that it alone would give.</param>
/// <param name="Type">The kind of mistake in the words of a validation answer, such as <c>missing</c>.</param>
/// <param name="Location">Where in the request, from the outside in, such as <c>body, entities, origin</c>.</param>
/// <param name="FeastClass">The class of <c>feast.errors</c> that a Feast client raises for it; null when it raises none.</param>
public sealed record RequestFinding(Finding Finding, int Status, string Type, IReadOnlyList<string> Location, string? FeastClass = null)
{
    /// <summary>Gets where the same request would be answered, without a slash at the end; null for nowhere else. Its status is then a redirect's.</summary>
    public string? Server { get; init; }

    /// <summary>Whether the body itself is at fault, and not a name in it that the registry does not have.</summary>
    public bool IsValidation => Status is 413 or 422 && FeastClass is null;
}
