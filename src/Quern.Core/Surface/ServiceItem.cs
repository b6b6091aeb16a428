namespace Quern;

/// <summary>What a service can be made of: a <see cref="FeatureView"/>, a <see cref="Lookup"/> or an <see cref="OnDemandFeature"/>.</summary>
public abstract class ServiceItem
{
    private protected ServiceItem(IReadOnlyList<Finding> findings) => Findings = findings;

    /// <summary>What is wrong with it as it is written.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
