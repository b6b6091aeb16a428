namespace Quern;

/// <summary>Says which feature a parameter of an on-demand method is, where its name does not: <c>[Feature("airport_delays:mean_delay_1h")]</c>.</summary>
/// <param name="reference">The feature as <c>view:feature</c>, <c>view@2:feature</c> or, within a service, <c>alias:feature</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FeatureAttribute(string reference) : Attribute
{
    /// <summary>The feature.</summary>
    public string Reference { get; } = reference;
}
