using Quern.Definitions;

namespace Quern;

/// <summary>A feature that a method computes where it is asked for.</summary>
public sealed class OnDemandFeature : ServiceItem
{
    internal OnDemandFeature(OnDemandDefinition definition, IReadOnlyList<Finding> findings)
        : base(findings) => Definition = definition;

    /// <summary>What was defined.</summary>
    public OnDemandDefinition Definition { get; }
}
