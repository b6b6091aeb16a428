namespace Quern;

/// <summary>Marks a parameter of an on-demand method that the caller gives with the request, or the spine has as a column.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RequestAttribute : Attribute;
