using Quern.Definitions;

namespace Quern;

/// <summary>What a service can be made of: a <see cref="FeatureView"/>, a <see cref="Lookup"/> or an <see cref="OnDemandFeature"/>.</summary>
public abstract class ServiceItem
{
    private protected ServiceItem(IReadOnlyList<Finding> findings, Fallbacks fallbacks) => (Findings, Fallbacks) = (findings, fallbacks);

    /// <summary>What is wrong with it as it is written.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    internal Fallbacks Fallbacks { get; }

    /// <summary>The fallbacks under the names that things have in a service.</summary>
    internal abstract IEnumerable<FallbackDefinition> NamedFallbacks { get; }
}
