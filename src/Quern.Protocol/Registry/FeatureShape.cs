namespace Quern.Protocol.Registry;

/// <summary>A feature of a view.</summary>
/// <param name="Name">Its name within the view.</param>
/// <param name="Type">How it is stored, such as <c>float64</c> or <c>list&lt;string&gt;</c>.</param>
/// <param name="FeatureType">What it means to a model, such as <c>numeric</c>.</param>
/// <param name="Window">The window of an aggregate; null for an attribute.</param>
public sealed record FeatureShape(string Name, string Type, string FeatureType, string? Window);
